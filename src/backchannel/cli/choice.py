"""Which event, and which store: the one named, or the one opened last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from backchannel.cli.events import demo
from backchannel.cli.events.names import check_it_is_there, is_name
from backchannel.config.editing.blocks import MARK
from backchannel.config.event_file import EventFile, is_tag, read_event_file
from backchannel.config.places import Places, places
from backchannel.config.problems import quoted
from backchannel.config.secrets import Consent, Secrets
from backchannel.config.user_file import read_user_file
from backchannel.config.values import toml_text
from backchannel.errors import ConfigError, StoreError
from backchannel.model.tags import canonical
from backchannel.sources import registry

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Choice:
    """An event file, or none when only a store was named, and the store."""

    event_file: Path | None
    store: Path
    checked: EventFile | None = field(default=None, compare=False)
    """What the event file said when it was checked, for who need not read it again."""

    def event(self) -> EventFile:
        """Read and check the event file; raises ConfigError, also when there is none."""
        if self.event_file is None:
            raise ConfigError("this needs an event file; name it before --store")
        return read_event_file(self.event_file, registry.load)

    def existing_store(self) -> Path:
        """The store's file; raises StoreError when nothing was ever collected."""
        if not self.store.is_file():
            raise StoreError(f"there is no store at {self.store}; collect something first")
        return self.store


def event_argument(verb: F) -> F:
    """`[EVENT]`, an event file or a tag that was followed, and `--store FILE`."""
    argument = click.argument("event", required=False, shell_complete=_event_files)
    return argument(store_option(verb))


def _event_files(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """What may stand there, for a shell that asks."""
    return [CompletionItem(begun, type="file")]


def source_options(verb: F) -> F:
    """`--mastodon HOST` and `--feed URL`, each as often as wanted."""
    feed = click.option(
        "--feed", "feeds", multiple=True, metavar="URL", help="With '#tag': read this feed."
    )
    server = click.option(
        "--mastodon",
        "servers",
        multiple=True,
        metavar="HOST",
        help="With '#tag': ask this Mastodon server.",
    )
    return server(feed(verb))


def store_option(verb: F) -> F:
    """`--store FILE`."""
    return click.option(
        "--store",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Another store than the event's own.",
    )(verb)


def json_option(verb: F) -> F:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")(verb)


def choose(event: str | None, store: Path | None, *, where: Places | None = None) -> Choice:
    """The event that was named, else the one opened last. Raises ConfigError when there is none."""
    where = where or places()
    if event is None and store is not None:
        return Choice(None, store)
    file = file_of(event, where) if event is not None else where.last_opened()
    if file is None:
        raise ConfigError(
            "which event? Name its file, or open one: backchannel '#ideaperf' or "
            "backchannel open EVENT.toml"
        )
    check_it_is_there(file)
    own = demo.store_beside(file) if demo.take_part(file) else None
    return Choice(file, store or own or where.store_of(file))


def split_event(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Take the event off the front of a verb's words: a .toml file, or a tag that is followed.

    A file's name that is nearly spelled so is one as well: it is blamed where it is looked for.
    """
    first = words[0] if words else ""
    if is_name(first):
        return first, words[1:]
    if first.startswith("#") and is_tag(first) and file_of(first, places()).is_file():
        return first, words[1:]
    return None, words


def file_of(event: str, where: Places) -> Path:
    """The file of an event as people name it. Raises ConfigError for what can be no tag."""
    if not event.startswith(("#", "＃")):
        return Path(event)
    if not is_tag(event.replace("＃", "#", 1)):
        file = ", and an event file is named without the #" if is_name(event) else ""
        raise ConfigError(f"{event!r} is not a tag; a tag is one word{file}")
    return where.tag_file(canonical(event))


def secrets_of(event: EventFile) -> Secrets:
    """The secrets of an event's sources; the user's own file has the last word.

    Commands that only the event file names wait for consent.
    """
    where = places()
    user = read_user_file(where.user_file)
    consent = Consent(event.path.absolute(), where.allowed_commands)
    return Secrets(
        places={**event.tokens, **user.tokens},
        consents={host: consent for host in event.tokens if host not in user.tokens},
    )


def write_tag_file(
    tag: str, servers: Sequence[str], feeds: Sequence[str], where: Places, *, is_asked: bool
) -> Path:
    """The event file of `backchannel '#tag'`.

    One that exists stays unless other sources are asked for; one that somebody changed always
    stays: then other sources are a ConfigError that says where to write them.
    """
    file = file_of(tag, where)
    is_ours = not file.is_file() or file.read_text("utf-8", "replace").startswith(MARK)
    if file.is_file() and not is_asked:
        return file
    if not is_ours:
        raise ConfigError("you have changed this file; write further sources into it", file=file)
    _check_addresses(servers, feeds)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = tag_file_text(tag, servers, feeds, has_bluesky=not is_asked)
    file.write_text(text, "utf-8")
    return file


def tag_file_text(
    tag: str, servers: Sequence[str], feeds: Sequence[str], *, has_bluesky: bool = False
) -> str:
    """TOML for one tag on some servers, on Bluesky, and in some feeds."""
    lines = [
        MARK,
        "",
        "[event]",
        f"name = {toml_text(tag)}",
        f"tags = [{toml_text(canonical(tag))}]",
    ]
    for server in servers:
        lines += source_lines("mastodon", server=as_address(server))
    if has_bluesky:
        lines += source_lines("bluesky")
    for url in feeds:
        lines += source_lines("feed", url=url)
    return "\n".join([*lines, ""])


def source_lines(kind: str, **keys: str) -> list[str]:
    """The lines of one `[[source]]`, after an empty one."""
    own = (f"{key} = {toml_text(value)}" for key, value in keys.items())
    return ["", "[[source]]", f"kind = {toml_text(kind)}", *own]


def as_address(written: str) -> str:
    """A bare host is meant by https."""
    return written if "://" in written else f"https://{written}"


def _check_addresses(servers: Sequence[str], feeds: Sequence[str]) -> None:
    """A wrong address is blamed before it is in a file. Raises ConfigError."""
    from backchannel.clean.addresses import refusal

    for address in (*servers, *feeds):
        if problem := refusal(address, allow_local=False):
            raise ConfigError(problem, key=quoted(address))
