"""`backchannel forget`: a person is taken out of the store, for good."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json, can_be_asked, say
from backchannel.cli.choice import Choice, choose, json_option, split_event, store_option
from backchannel.errors import ConfigError

if TYPE_CHECKING:
    from backchannel.store.forgetting.accounts import Account
    from backchannel.store.forgetting.erasing import Erased
    from backchannel.store.forgetting.finding import Meant
    from backchannel.store.forgetting.places import Place

ELSEWHERE = (
    "exports that were made, copies that somebody took, stores that an export was played into "
    "(replay --into), other desks, and the networks themselves: delete, or ask, these, too"
)

_NOBODY = "nobody here is called so; only what others say of it goes"
_NAMED = 3
"""So many of those who write at a place are named."""


@click.command(name="forget")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] PERSON")
@click.option("--also", multiple=True, metavar="ACCOUNT", help="Another account of theirs.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only say what would go.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask; accounts that are only probably "
              "theirs stay.")  # fmt: skip
@store_option
@json_option
def forget_(
    words: tuple[str, ...], also: tuple[str, ...], store: Path | None, *,
    is_dry: bool, is_sure: bool, as_json: bool,
) -> None:  # fmt: skip
    """Take a person out, for good: an account, the address of a profile, or a name.

    Their posts, pictures and mentions go from the store and from the copies that it knows of, and
    do not come back. It cannot be undone.
    """
    event, rest = split_event(words)
    person = " ".join(rest).strip()
    if not person:
        raise click.UsageError("name somebody: an account, the address of a profile, or a name")
    choice = choose(event, store)
    path = choice.existing_store()
    found = _meant(path, person, also)
    if not as_json:
        _list(found)
    accounts = found.accounts if is_sure or is_dry else _asked(found)
    if is_dry:
        _say_what_would_go(path, found, accounts, as_json=as_json)
        return
    if not accounts:
        answer("Nothing was changed.")
        return
    _forget(choice, path, found, accounts, as_json=as_json)


def _forget(
    choice: Choice, path: Path, found: Meant, accounts: tuple[Account, ...], *, as_json: bool
) -> None:
    from backchannel.store.forgetting.erasing import forget

    names = frozenset(name for each in accounts for name in each.names)
    say("Forgetting…")
    try:
        done = forget(path, names)
    except KeyboardInterrupt:
        say("This was interrupted: do the same again, and it is finished.")
        raise
    told = [*_unreached(choice, path, found, accounts, done), ELSEWHERE]
    if as_json:
        answer_json(_fields(found, accounts, done, told))
        return
    answer(f"Forgotten: {_counted(done.posts, done.mentions)}.")
    for copy in done.backups:
        answer(f"Also in {copy}.")
    if not done.is_whole:
        answer("A desk is still reading what was before; the last traces go when it has closed.")
    answer("Not reached:")
    for each in told:
        answer(f"  {each}")


def _meant(path: Path, person: str, also: tuple[str, ...]) -> Meant:
    """Raises what stands for a mistake when nobody, or several, can be meant."""
    from backchannel.clean.terminal import clean_line
    from backchannel.store.forgetting.finding import meant
    from backchannel.store.upkeep.opened import read

    with read(path) as db:
        found = meant(db, person, also)
    for place in found.places:
        raise click.UsageError(_no_account(place))
    for said in found.nobody:
        raise click.UsageError(
            f"nobody is known as “{clean_line(said)}”; name an account, as @ana@social.example, a "
            "nick with its place, as ana@chat.example, or the address of a profile"
        )
    if found.is_unclear:
        listed = "\n".join(_lines(found.accounts))
        raise click.UsageError(
            f"several are called so; name the account, and others of theirs with --also:\n{listed}"
        )
    return found


def _no_account(place: Place) -> str:
    if place.writers:
        names = ", ".join(each.shown for each in place.writers[:_NAMED])
        more = len(place.writers) - _NAMED
        where = f"where {names}{f' and {more:,} more' if more > 0 else ''} write"
    else:
        where = f"where the source {place.sources[0]} is read"
    return f"{place.name} is no account but a place, {where}; name an account there"


def _asked(found: Meant) -> tuple[Account, ...]:
    """What somebody says yes to. Nothing, for a no."""
    if not can_be_asked():
        raise ConfigError("forgetting cannot be undone; say --yes where nobody can be asked")
    chosen = list(found.accounts)
    chosen += [
        each
        for each in found.others
        if click.confirm(f"Is {_shown(each)} theirs, too?", default=False, err=True)
    ]
    count = "this account" if len(chosen) == 1 else f"these {len(chosen)} accounts"
    is_meant = click.confirm(f"Forget {count} for good?", default=False, err=True)
    return tuple(chosen) if is_meant else ()


def _list(found: Meant) -> None:
    answer("Accounts:")
    for line in _lines(found.accounts):
        answer(line)
    if found.others:
        answer("Perhaps theirs, too, for they said the same or are called the same:")
        for line in _lines(found.others):
            answer(line)


def _lines(accounts: tuple[Account, ...]) -> Iterator[str]:
    from backchannel.model.sameness import network_name

    for each in accounts:
        where = ", ".join(map(network_name, each.networks))
        posts = f"{each.posts:,} post{'' if each.posts == 1 else 's'}"
        told = f"{posts}{f' on {where}' if where else ''}" if each.posts else _NOBODY
        yield f"  {_shown(each)}: {told}"


def _shown(account: Account) -> str:
    """As they are called, and as it can be typed if that is not part of it."""
    is_said = account.written in account.shown.split()
    return account.shown if is_said else f"{account.shown} ({account.written})"


def _say_what_would_go(
    path: Path, found: Meant, accounts: tuple[Account, ...], *, as_json: bool
) -> None:
    from backchannel.store.forgetting.erasing import preview

    names = frozenset(name for each in accounts for name in each.names)
    posts, mentions = preview(path, names)
    if as_json:
        answer_json(
            {"change": "forget", "dry_run": True, "accounts": [each.shown for each in accounts],
             "others": [each.shown for each in found.others],
             "unknown": [each.shown for each in accounts if not each.posts], "posts": posts,
             "mentions": mentions}
        )  # fmt: skip
    else:
        answer(f"This would go: {_counted(posts, mentions)}. Nothing was changed.")


def _counted(posts: int, mentions: int) -> str:
    own = f"{posts:,} post{'' if posts == 1 else 's'}"
    return f"{own}, and mentions in {mentions:,} other{'' if mentions == 1 else 's'}"


def _unreached(
    choice: Choice, path: Path, found: Meant, accounts: tuple[Account, ...], done: Erased
) -> Iterator[str]:
    from backchannel.store.forgetting.finding import followed
    from backchannel.store.forgetting.mentions import Traces
    from backchannel.store.upkeep.opened import read

    names = frozenset(name for each in accounts for name in each.names)
    for file, reason in done.unreached:
        yield f"{file}: {reason}"
    with read(path) as db:
        for source in followed(db, names):
            yield f"the source {source} follows them; take it out with `backchannel sources remove`"
    event_file = choice.event_file
    text = event_file.read_text("utf-8", "replace") if event_file is not None else ""
    if (found.in_event_file and found.in_event_file in text) or Traces(names, ()).are_in(text):
        yield f"{event_file} names them; take them out there"
    for each in found.others:
        if each not in accounts:
            also = f"--also {shlex.quote(each.written)}"
            yield f"{_shown(each)} was left, for it may be somebody else's; {also} takes it, too"


def _fields(
    found: Meant, accounts: tuple[Account, ...], done: Erased, told: list[str]
) -> dict[str, object]:
    return {
        "change": "forget",
        "dry_run": False,
        "accounts": [each.shown for each in accounts],
        "others": [each.shown for each in found.others if each not in accounts],
        "unknown": [each.shown for each in accounts if not each.posts],
        "posts": done.posts,
        "mentions": done.mentions,
        "backups": [str(each) for each in done.backups],
        "unreached": told,
        "whole": done.is_whole,
    }
