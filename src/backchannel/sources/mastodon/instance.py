"""What kind of server is on the other side, and what it shows to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http
from backchannel.sources.forgiving import part
from backchannel.sources.mastodon.entities import (
    Access,
    ApiVersions,
    Configuration,
    Instance,
    Stats,
    StatusLimits,
    Usage,
)
from backchannel.sources.payload import decode

_COMPATIBLE = re.compile(r"\(compatible; *([\w.-]+)", re.IGNORECASE)
_HOST = re.compile(r"[\w.-]{1,253}(?::\d{1,5})?")


FEW_PEOPLE = 500
FEW_SERVERS = 2_000
"""A server with fewer sees little: posts come to it by whom its people follow."""

_OPEN = Access()
_UNTOLD = StatusLimits()
_CLOSED_STREAMS = (4, 2)
_PLEROMA = {"pleroma", "akkoma"}


@dataclass(frozen=True, slots=True)
class Server:
    """A server as it describes itself. `domain` is the one in its people's handles.

    `streaming` is the http(s) address of its streaming service. `level` is Mastodon's feature
    level, 0 before 4.3 and on other software. `streams_openly` without a token: Mastodon until 4.2,
    and Pleroma. `people` were there in the last month, and it has heard of so many `servers`; None
    where it does not say. `limits` are of what people write there.
    """

    origin: str
    domain: str
    software: str = ""
    streaming: str = ""
    access: Access = _OPEN
    level: int = 0
    streams_openly: bool = False
    people: int | None = None
    servers: int | None = None
    limits: StatusLimits = _UNTOLD

    @property
    def host(self) -> str:
        """The name people know it by."""
        return urlsplit(self.origin).netloc

    @property
    def streams_itself(self) -> bool:
        """Whether its streaming service is on its own host, or on a name below it."""
        named = urlsplit(self.streaming).netloc
        return named == self.host or named.endswith(f".{self.host}")

    @property
    def is_small(self) -> bool:
        """Whether it says itself that little of the fediverse can have reached it."""
        is_empty = self.people is not None and self.people < FEW_PEOPLE
        return is_empty or (self.servers is not None and self.servers < FEW_SERVERS)

    @property
    def is_mastodon(self) -> bool:
        """The real thing or a fork of it, not a server that speaks the same API."""
        return self.software == "mastodon"

    @property
    def is_pleroma(self) -> bool:
        """Pleroma or its fork, whose streams know one hashtag each."""
        return self.software in _PLEROMA


@dataclass(frozen=True, slots=True)
class View:
    """The part of a hashtag we may read: parameters of every request, and what to tell people."""

    parameters: tuple[tuple[str, str], ...] = ()
    note: str = ""


def origin_of(server: str) -> str:
    """`https://host` of whatever people write for a server: a host, or any address on it."""
    written = server.strip()
    try:
        parts = urlsplit(written if "://" in written else f"https://{written}")
        host, scheme = parts.netloc.rpartition("@")[2], parts.scheme
        known = scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        host, scheme, known = "", "", None
    if not known:
        problem = "the server is not an address; write it like https://social.example"
        raise SourceRefused(problem, why=Refusal.NOT_A_SOURCE)
    return f"{scheme}://{host.lower()}"


async def probe(http: Http, origin: str, token: str) -> Server:
    """Ask a server what it is: version 2 of the question, then 1 if it does not know that.

    A server that keeps even this to itself is taken for an unknown one that may still be read.
    """
    try:
        try:
            return await _ask(http, origin, 2, token)
        except SourceUnreachable as error:
            if not 400 <= (error.status or 0) < 500:
                raise
        return await _ask(http, origin, 1, token)
    except SourceRefused as error:
        if error.why is not Refusal.LOGIN:
            raise
        return Server(origin, urlsplit(origin).netloc, streaming=origin)


def view(server: Server, *, has_token: bool, local_only: bool) -> View:
    """What may be read there; SourceRefused if it is nothing without an account."""
    local, remote = server.access.local, server.access.remote
    if "disabled" == local == remote:
        problem = f"{server.host} has switched hashtags off"
        raise SourceRefused(problem, why=Refusal.NOT_A_SOURCE)
    opens = {"public", "authenticated"} if has_token else {"public"}
    if local in opens and (local_only or remote in opens):
        return View((("local", "true"),)) if local_only else View()
    if local in opens:
        why = "" if remote == "disabled" else "; add a token to see the rest"
        return View((("local", "true"),), f"only posts by people of {server.host}{why}")
    if remote in opens and not local_only:
        why = "" if local == "disabled" else "; add a token to see the rest"
        return View((("remote", "true"),), f"no posts by people of {server.host} itself{why}")
    raise needs_account(server.host)


def needs_account(host: str) -> SourceRefused:
    """The sentence for an organiser whose server is closed to strangers."""
    problem = f"{host} shows hashtags only to people with an account there; add a token"
    return SourceRefused(problem, why=Refusal.LOGIN)


async def _ask(http: Http, origin: str, version: int, token: str) -> Server:
    url = f"{origin}/api/v{version}/instance"
    response = await http.get(url, accept="application/json", token=token)
    return _server(origin, decode(response.body, Instance))


def _server(origin: str, said: Instance) -> Server:
    settings = part(said.configuration, Configuration) or Configuration()
    versions = part(said.api_versions, ApiVersions) or ApiVersions()
    software = _software(said)
    return Server(
        origin=origin,
        domain=_domain(said) or urlsplit(origin).netloc,
        software=software,
        streaming=_streaming(origin, settings.urls.streaming or said.urls.streaming_api or ""),
        access=settings.timelines_access.hashtag_feeds,
        level=(versions.mastodon or 0) if software == "mastodon" else 0,
        streams_openly=software in _PLEROMA
        or (software == "mastodon" and _number(said.version) < _CLOSED_STREAMS),
        people=(part(said.usage, Usage) or Usage()).users.active_month,
        servers=(part(said.stats, Stats) or Stats()).domain_count,
        limits=settings.statuses,
    )


def smallness(server: Server) -> str:
    """What an organiser should know of a small server; empty of any other."""
    if not server.is_small:
        return ""
    people = "few people" if server.people is None else f"{server.people:,} active people"
    ending = "" if server.servers == 1 else "s"
    known = f", {server.servers:,} server{ending} known" if server.servers else ""
    return f"{server.host} is small ({people}{known}): it sees little of the fediverse"


def _software(said: Instance) -> str:
    """Version numbers mean nothing before this is known: each software counts its own."""
    named = _COMPATIBLE.search(said.version)
    if named:
        return named[1].lower()
    if "gotosocial" in (said.source_url or "").lower() or said.version.startswith("0."):
        return "gotosocial"
    return "mastodon" if re.match(r"\d+\.", said.version) else ""


def _number(version: str) -> tuple[int, int]:
    parts = re.match(r"(\d{1,9})\.(\d{1,9})", version)
    return (int(parts[1]), int(parts[2])) if parts else (0, 0)


def _domain(said: Instance) -> str:
    name = (said.domain or said.uri or "").rpartition("://")[2].strip("/")
    return name.lower() if _HOST.fullmatch(name) else ""


def _streaming(origin: str, announced: str) -> str:
    """The announced address over http(s), which is never less private than the server itself."""
    try:
        parts = urlsplit(announced)
        is_known = parts.scheme in {"ws", "wss", "http", "https"} and bool(parts.hostname)
    except ValueError:
        return origin
    if not is_known:
        return origin
    is_private = parts.scheme in {"wss", "https"} or origin.startswith("https:")
    return f"{'https' if is_private else 'http'}://{parts.netloc}{parts.path.rstrip('/')}"
