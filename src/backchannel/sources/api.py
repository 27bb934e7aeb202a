"""The whole contract between a source and this program.

A source is a class found by the entry point group `backchannel.sources`. It turns a place on the
net into batches of drafts and does nothing else: it never cleans, matches, deduplicates or stores.

    @dataclass(frozen=True, slots=True)
    class Options:
        '''One line for the manual.'''
        server: str
        limit: int = 40

    class Place:
        kind = "place"
        pane = "backchannel"
        options = Options
        floor = 60.0
        manners = frozenset({"limit"})

        def __init__(self, options: Options, reach: Reach) -> None: ...
        async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]: ...

The first sentence of the docstring of the options is what `sources kinds` says of the kind, and a
sentence that names a key in backquotes is what somebody is told who is asked for it.

A class may also have two static methods that take `options` and the event, and tell what needs no
network: `feeds` names the feeds where other programs find the same, and `unseen` what the place is
known not to show, in a few words each that go on from "not seen:". `takes_token = False` says that
no token is of use to it. A kind that is paid for has `with_costs(bookmark, before, after)`: a
bookmark with what was spent from one `Batch.kept` to another by a test of the source.

What is promised to a source: `batches` is called again with the bookmark of the last batch that
was stored; a batch is stored whole, with its bookmark, or not at all; nothing else runs it at the
same time. What a source promises: `batches` yields until it is up to date and then ends (a poll),
or never ends (a stream); it raises only `SourceUnreachable` and `SourceRefused`; it can be
cancelled at any await; drafts may come twice, in any order.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar

from backchannel.model.post import Draft
from backchannel.model.programme import Event

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Batch:
    """What a source found, to be stored in one transaction with its bookmark.

    `bookmark` is opaque to everyone but the source; None leaves the stored one. `kept` is the one
    to begin with if the source has to start afresh, for what it must not forget even then.

    `gone` lists ids (`Draft.id` or `Draft.uri`) that their authors deleted; `gone_under` lists
    beginnings of URIs under which everything is gone, as when an account was closed. `is_live` says
    that a stream is open now. `is_recovery` says that these posts close a gap after a broken
    connection. `again_in` is how long the place asks not to be polled, in seconds. `note` is a
    short sentence for the facilitator ("the first 2,000 of more"), empty to leave the last one, at
    most 200 characters.

    `rejected` counts entries that the source itself could not read. `is_pushed` says that we are
    told of what is new, hence the long `again_in`; whoever begins anew looks at once.

    An empty batch with `is_live` is a heartbeat: it says that the stream was heard. One of nothing
    but a bookmark says nothing of how the source is doing; it is stored before the source goes on.
    `hole` is when something may have been published that is lost: it was no longer there when the
    place was read again.
    """

    drafts: tuple[Draft, ...] = ()
    bookmark: str | None = None
    gone: tuple[str, ...] = ()
    gone_under: tuple[str, ...] = ()
    is_live: bool = False
    is_recovery: bool = False
    again_in: float | None = None
    note: str = ""
    rejected: int = 0
    hole: tuple[datetime, datetime] | None = None
    is_pushed: bool = False
    kept: str | None = None

    @property
    def only_marks(self) -> bool:
        """Whether there is nothing in it but a bookmark."""
        is_marked = self.bookmark is not None
        return is_marked and self == Batch(bookmark=self.bookmark, kept=self.kept)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, fetched politely and within limits. `status` is 200–299 or 304.

    `url` is where it came from after redirects; `moved` is the new address when every redirect on
    the way was permanent (301 or 308), else None. `headers` have lower-case names. `body` is
    decompressed; `links` are the parsed `Link` headers, by rel.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    moved: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)


class Socket(Protocol):
    """An open WebSocket. Iterating ends when the server closes; each message is at most 1 MiB."""

    async def send(self, text: str) -> None:
        """Send one text frame."""

    def __aiter__(self) -> AsyncIterator[str]:
        """Text frames as they come. 90 s without any frame or ping raises SourceUnreachable."""


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event of a server-sent event stream (WHATWG HTML, section 9.2)."""

    event: str
    data: str


class Http(Protocol):
    """Polite, bounded fetching. Every failure is SourceUnreachable or SourceRefused.

    Requests to one host go one at a time, with a pause between them. `token` is sent as
    `Authorization: Bearer`, or with another `scheme`, and never leaves the origin of `url`;
    `headers` are further ones, and no place for secrets. 304 is an answer, not an error.
    429 and 503 raise SourceUnreachable with the wait the server asked for; 401 and 403 raise
    SourceRefused(LOGIN), 410 SourceRefused(GONE), other 4xx and 5xx SourceUnreachable.
    """

    async def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        etag: str = "",
        modified: str = "",
        token: str = "",
        scheme: str = "Bearer",
        headers: Mapping[str, str] = ...,
    ) -> Response:
        """One GET, redirects followed, body read whole. `etag` and `modified` go back verbatim."""

    async def post(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str = "application/json",
        accept: str = "application/json",
        token: str = "",
        scheme: str = "Bearer",
        headers: Mapping[str, str] = ...,
    ) -> Response:
        """One POST, never sent twice: a connection that breaks off leaves open whether it came.

        Only redirects that keep it a POST at the same origin are followed (307 and 308).
        """

    def websocket(self, url: str, *, token: str = "") -> AbstractAsyncContextManager[Socket]:
        """A WebSocket; http(s) addresses are turned into ws(s)."""

    def events(
        self, url: str, *, token: str = ""
    ) -> AbstractAsyncContextManager[AsyncIterator[ServerEvent | None]]:
        """Server-sent events; None for a comment (a heartbeat). 90 s of silence raises."""


class Lines(Protocol):
    """An open connection that speaks in lines, as IRC does. Bytes: nobody promises UTF-8."""

    async def send(self, line: str) -> None:
        """Send one line; its end (CR LF) is added. A line end within raises ValueError."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Lines as they come, without their ends; ends when the server hangs up.

        A longer one than 16 KiB and 90 s of silence raise SourceUnreachable.
        """


class Dial(Protocol):
    """Opens connections to servers that do not speak HTTP; the same rules for addresses hold."""

    def __call__(
        self, host: str, port: int, *, tls: bool = True
    ) -> AbstractAsyncContextManager[Lines]:
        """Failures are SourceUnreachable, a port that is not for chat SourceRefused."""


class Documents(Protocol):
    """Reads untrusted documents in worker processes that are killed when they take too long."""

    async def read(
        self, reader: Callable[[bytes, Mapping[str, str]], T], body: bytes, hints: Mapping[str, str]
    ) -> T:
        """`reader(body, hints)`, run in another process.

        `reader` is a module-level function annotated with a dataclass as its return type, which
        msgspec can carry between processes. More than 10 s or 512 MiB, or any exception but ours,
        raises SourceUnreachable that says so.
        """


class Input(Protocol):
    """Standard input of `backchannel collect`, line by line, for one source of the process."""

    run: str
    """Another one for each process: line 7 of another run is another line."""

    async def after(self, number: int, patience: float) -> Sequence[bytes] | None:
        """Lines after the first `number`, without their ends; at most 100, and those are all kept.

        Waits up to `patience` seconds for one. Those up to `number` are forgotten: ask for them no
        more than they have been stored. None when the input has ended and nothing is left of it.
        """


@dataclass(frozen=True, slots=True)
class Pushed:
    """How a feed is pushed: a sentence for the facilitator, and when to poll it besides.

    An empty `note` leaves the last one; None in `again_in` means as if it was not pushed.
    """

    note: str = ""
    again_in: float | None = None


class Push(Protocol):
    """Has hubs tell when there is something new (https://www.w3.org/TR/websub/).

    Then the source is due at once. It must poll all the same, for a hub may fall silent.
    """

    async def follow(
        self, feed: str, topic: str, hub: str, entries: Iterable[str], interval: float
    ) -> Pushed:
        """To be called after each poll of `feed`, with what it says its `topic` and `hub` are.

        Empty ones end what was followed. `entries` are the ids of what was found, by which a hub is
        known that did not tell. `interval` is the seconds between two polls where nobody pushes.
        Nothing is raised: what goes wrong is in the answer.
        """


def nobody_dials(host: str, port: int, *, tls: bool = True) -> AbstractAsyncContextManager[Lines]:
    """Where no connection but HTTP may be opened."""
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Reach:
    """What a source may use of the world. Tests pass fakes.

    `tags` are the event's, canonical. `secret("token")` is the source's own secret from the
    environment, the keyring or a command, or an empty string; instead of it `secret("login")` is
    that of `secret("account")`, with which somebody writes on this very server. `now` is aware and
    UTC. `stdin` is there for one source of a `collect` that is not a terminal's, else None. `push`
    is there where the desk can be reached from outside.
    """

    http: Http
    documents: Documents
    event: Event
    now: Callable[[], datetime]
    secret: Callable[[str], str] = lambda _name: ""
    dial: Dial = nobody_dials
    stdin: Input | None = None
    push: Push | None = None


class Source(Protocol):
    """A place on the net, read in batches."""

    kind: ClassVar[str]
    pane: ClassVar[str]
    options: ClassVar[type[Any]]

    floor: ClassVar[float]
    """The fewest seconds between two polls of a stranger's server, whatever an event file says."""

    manners: ClassVar[frozenset[str]]
    """Options that say how it is asked, not for what: when they change, the bookmark stays true."""

    def __init__(self, options: Any, reach: Reach) -> None:  # Any: each kind has its own Options
        """Cheap: no network, no file."""

    def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """Everything since `bookmark`; None means first contact."""
