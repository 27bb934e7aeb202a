"""`login`, `logout` and `accounts`: who can be written with; secrets go into the keyring alone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from backchannel.clean.addresses import by_flag
from backchannel.cli.answers import answer, answer_json, can_be_asked, say
from backchannel.cli.choice import json_option
from backchannel.cli.events.demo import EVENT, take_part
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.config.accounts import added, removed, secret_key
from backchannel.config.editing.rewriting import rewrite
from backchannel.config.places import places
from backchannel.config.secrets import variable_of
from backchannel.config.user_file import read_user_file
from backchannel.errors import BackchannelError, ConfigError, SourceError

if TYPE_CHECKING:
    from backchannel.config.accounts import OwnAccount
    from backchannel.config.secrets import Secret
    from backchannel.wiring.login import LoggedIn

_APP_PASSWORD: Final = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}")

_ELSEWHERE: Final = "a token_command of yours or the environment gives it then"
_PRINTED: Final = f"have the token printed, with --print-token: {_ELSEWHERE}"
_YOURS: Final = f"keep the app password yourself, with --no-keyring: {_ELSEWHERE}"

_local_option = click.option(
    "--local", "is_local", is_flag=True, help="The server is on this machine or in this network."
)


@click.group(name="login")
def login_() -> None:
    """Log an account in, on Mastodon or Bluesky."""


@login_.command()
@click.argument("server", metavar="HOST")
@click.option("--code", "is_typed", is_flag=True,
              help="Type in a code that the server shows; for one without a browser.")  # fmt: skip
@click.option("--print-token", "is_printed", is_flag=True,
              help="Print the token, for a password manager; it is kept nowhere.")  # fmt: skip
@_local_option
def mastodon(server: str, *, is_typed: bool, is_printed: bool, is_local: bool) -> None:
    """An account on a Mastodon server, or on one that speaks its API: in your browser."""
    from backchannel.wiring import login

    _check_there_is_room(is_kept=not is_printed, otherwise=_PRINTED)
    is_typed = is_typed or "SSH_CONNECTION" in os.environ  # the browser is on another machine
    ask_code = _ask_code if is_typed else None
    show = partial(_show, is_typed=is_typed)
    with _by_flag():
        logged_in = asyncio.run(login.mastodon(server, show, ask_code, is_local=is_local))
    if is_printed:
        answer(logged_in.secret.reveal())
    _enter(logged_in, is_kept=not is_printed, otherwise=_PRINTED)


@login_.command()
@click.argument("server", metavar="[HOST]", required=False, default="")
@click.option("--handle", default="", metavar="HANDLE", help="Otherwise it is asked for.")
@click.option("--no-keyring", "is_kept_elsewhere", is_flag=True,
              help="Keep the app password nowhere; you have it elsewhere.")  # fmt: skip
@_local_option
def bluesky(server: str, handle: str, *, is_kept_elsewhere: bool, is_local: bool) -> None:
    """An account on Bluesky: its handle, and an app password that is typed unseen.

    An app password is made in the settings of Bluesky, under Privacy and security. Without a
    terminal it is the first line of standard input.
    """
    from backchannel.wiring import login

    _check_there_is_room(is_kept=not is_kept_elsewhere, otherwise=_YOURS)
    if not handle and not can_be_asked():
        raise click.UsageError("there is no terminal to ask on; say --handle")
    handle = handle or click.prompt("Handle, such as ana.bsky.social", err=True)
    password = _password()
    if not _APP_PASSWORD.fullmatch(password):
        say("this does not look like an app password; your main password should stay with you")
    with _by_flag():
        logged_in = asyncio.run(login.bluesky(server, handle, password, is_local=is_local))
    _enter(logged_in, is_kept=not is_kept_elsewhere, otherwise=_YOURS)


@click.command(name="logout")
@click.argument("account")
def logout_(account: str) -> None:
    """Forget an account, and end the permission: ACCOUNT is its name, as `accounts` lists it."""
    from backchannel.config.secrets.keeping import forget, kept
    from backchannel.wiring import login

    file, key = places().accounts_file, account.removeprefix("@").casefold()
    known = {secret_key(each.account): each for each in read_user_file(file).accounts}
    if key not in known:
        raise ConfigError(f"there is no account {key} in it", file=file)
    token, app = kept(key), kept(key, login.APP)
    rewrite(file, lambda text: removed(text, file, key), is_own=True)
    forget(key)
    if app:
        forget(key, login.APP)
    answer(f"@{key} is logged out here")
    _end(known[key], token, app)


def _end(own: OwnAccount, token: Secret, app: Secret) -> None:
    """At the server, too; what could not be done there is said, with where a person can do it."""
    from backchannel.wiring import login

    by_hand = login.place_to_end(own.account)
    if own.account.network == "bluesky":
        say(f"its app password is good until you delete it: {by_hand}")
        return
    try:
        asyncio.run(login.end(own, token, app))
    except SourceError as error:
        host = own.account.server.partition("://")[2]
        say(f"{host} may still let us in ({error}); end that there: {by_hand}")
    else:
        say("the server has taken back its permission")


@click.command(name="accounts")
@click.option("--check", "is_checked", is_flag=True, help="Ask each server if the login holds.")
@json_option
def accounts_(*, is_checked: bool, as_json: bool) -> int:
    """List the accounts you can write with, and where their secrets come from."""
    if take_part(Path(EVENT)):
        say("the account of the demo that is kept here; elsewhere your own are listed")
    own = read_user_file(places().accounts_file).accounts
    if not own and not as_json:
        say("no account yet: backchannel login mastodon HOST, or backchannel login bluesky")
    problems = [_told(each, is_checked=is_checked, as_json=as_json) for each in own]
    return FAILED if any(problems) else DONE


def _told(own: OwnAccount, *, is_checked: bool, as_json: bool) -> str:
    """One line; what is wrong with the account."""
    account, (origin, problem) = own.account, looked_at(own, is_checked=is_checked)
    if as_json:
        answer_json(
            {"account": account.name, "network": str(account.network), "server": account.server,
             "token_from": origin or None, "problem": problem or None}
        )  # fmt: skip
    else:
        state = problem or ("logged in" if is_checked else f"token from {origin}")
        answer(f"{account.name}  {account.network}, {account.server}: {state}")
    return problem


def looked_at(own: OwnAccount, *, is_checked: bool) -> tuple[str, str]:
    """Where the secret of an account comes from, and what is wrong; both may be empty.

    Its server is asked if it is to be `is_checked`; without, no command is run.
    """
    from backchannel.wiring.accounts import no_secret, secrets_of_accounts

    secrets, problem = secrets_of_accounts([own]), ""
    key = secret_key(own.account)
    origin = secrets.origin_of(key)
    try:
        secret = secrets.secret_for(key) if is_checked or not origin else None
        if secret is not None and not secret:
            problem = no_secret(own.account)
        elif secret is not None and is_checked:
            from backchannel.wiring import login

            asyncio.run(login.check(own, secret))
    except SourceError as error:
        problem = str(error)
    return origin or ("" if problem else "keyring"), problem


def _check_there_is_room(*, is_kept: bool, otherwise: str) -> None:
    """Before anybody logs in: what comes of it can be written down, and kept."""
    from backchannel.config.secrets.keeping import why_no_keyring

    read_user_file(places().accounts_file)  # what is wrong with it is said now
    if is_kept and (why := why_no_keyring()):
        raise BackchannelError(f"{why}, or {otherwise}")


@contextlib.contextmanager
def _by_flag() -> Iterator[None]:
    """The cure for a private address is an option here; no file names it yet."""
    try:
        yield
    except SourceError as error:
        raise BackchannelError(by_flag(str(error))) from error


def _show(address: str, *, is_typed: bool) -> None:
    say("log in and say yes on this page:")
    say(f"    {address}")
    if not is_typed:
        say("waiting for your browser; without one on this machine: ctrl+c, and again with --code")
        # Some browsers are waited for until they are closed, which may be never.
        threading.Thread(target=_open, args=(address,), daemon=True, name="browser").start()


def _open(address: str) -> None:
    from backchannel.ui.terminal.browser import NoBrowser, show

    try:
        show(address)
    except NoBrowser:
        say("no browser could be opened; open the page yourself, on this machine")


async def _ask_code() -> str:
    if not can_be_asked():
        raise click.UsageError("there is no terminal to type a code in")
    typed: str = await asyncio.to_thread(click.prompt, "The code that the page shows", err=True)
    return typed


def _password() -> str:
    if can_be_asked():
        typed: str = click.prompt("App password (it is not shown)", hide_input=True, err=True)
        return typed.strip()
    first = sys.stdin.readline().strip() if sys.stdin is not None else ""
    if not first:
        raise click.UsageError("the app password is the first line of standard input")
    return first


def _enter(logged_in: LoggedIn, *, is_kept: bool, otherwise: str) -> None:
    """Write the account down, and keep its secret."""
    from backchannel.config.secrets.keeping import keep
    from backchannel.wiring import login

    own, key = logged_in.own, secret_key(logged_in.own.account)
    if is_kept and not keep(key, logged_in.secret.reveal()):
        raise BackchannelError(
            f"the keyring did not take the secret; unlock it and log in again, or {otherwise}"
        )
    if is_kept and logged_in.app:
        keep(key, logged_in.app.reveal(), login.APP)  # without it a logout ends nothing there
    file = places().accounts_file
    rewrite(file, lambda text: added(text, file, own), is_own=True)
    say(f"{own.account.name} is logged in; it is written in {file}")
    if not is_kept:
        say(f"let {variable_of(key)} have the secret, or a token_command under its [[account]]")
