"""Invented feeds, and a server of their own process, each at an address of its own on loopback.

Every feed has another host, so that manners towards one host are not what is measured. Run as
`python -m benchmarks.harness.feeds COUNT ENTRIES`; prints the port once it listens, ends with its
standard input.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from typing import Final

WORDS: Final = 20_000
ATOM_EVERY: Final = 3
"""One feed in three is Atom, the others are RSS 2.0 as weblogs write it."""

SECOND: Final = timedelta(seconds=1)
_RSS: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>{title}</title><link>{home}</link><description>Notes &amp; news</description>
<atom:link href="{home}feed" rel="self" type="application/rss+xml"/><language>en-GB</language>
<lastBuildDate>{built}</lastBuildDate><sy:updatePeriod>hourly</sy:updatePeriod>
<sy:updateFrequency>1</sy:updateFrequency><generator>https://blog.example/?v=6.5</generator>
{entries}</channel></rss>
"""
_ATOM: Final = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"
 xml:lang="en"><id>tag:{host},2026:feed</id><title>{title}</title><updated>{iso}</updated>
<link rel="self" type="application/atom+xml" href="{home}feed"/>
<link rel="alternate" type="text/html" href="{home}"/><generator>Pages</generator>
{entries}</feed>
"""


class Writer:
    """Writes the feeds; words are as frequent as words are. The same ones every time."""

    def __init__(self, entries: int) -> None:
        self._entries = entries
        self._chance = random.Random(2009)  # noqa: S311  # not a secret
        bag = ["the", "of", "and", "council", "target", "people"] + [
            "".join(self._chance.choices("etaoinshrdlucmfwypäé", k=self._chance.randint(2, 9)))
            for _ in range(WORDS)
        ]
        weights = [1 / rank for rank in range(1, len(bag) + 1)]
        self._bag = self._chance.choices(bag, weights, k=200_000)

    def feed(self, number: int, newest: datetime) -> bytes:
        """The document of a number, 1 to 2 kB an entry."""
        host = f"blog{number}.example"
        is_atom = number % ATOM_EVERY == 0
        one = self._atom_entry if is_atom else self._rss_item
        moments = (newest - SECOND * (421 * at + number) for at in range(self._entries))
        entries = "\n".join(one(host, at, when) for at, when in enumerate(moments))
        return (
            (_ATOM if is_atom else _RSS)
            .format(
                host=host,
                title=f"Blog {number}",
                home=f"https://{host}/",
                built=format_datetime(newest),
                iso=newest.isoformat(),
                entries=entries,
            )
            .encode()
        )

    def _rss_item(self, host: str, at: int, when: datetime) -> str:
        page, body = f"https://{host}/2026/{at}/{self._words(3, '-')}/", self._body(host, at)
        teaser = escape(f"<p>{self._words(30)} [&#8230;]</p>")
        parts = [
            f"<title>{self._words(6)} &#8211; {self._words(2)}</title><link>{page}</link>",
            f"<comments>{page}#respond</comments><dc:creator><![CDATA[Person {at}]]></dc:creator>",
            f"<pubDate>{format_datetime(when)}</pubDate><category><![CDATA[ideaperf]]></category>",
            f"<category><![CDATA[{self._words(2)}]]></category>",
            f'<guid isPermaLink="false">https://{host}/?p={at}</guid>',
            f"<description>{teaser}</description>",
            f"<content:encoded><![CDATA[{body}]]></content:encoded>",
            f"<wfw:commentRss>{page}feed/</wfw:commentRss><slash:comments>{at}</slash:comments>",
        ]
        if at % 5 == 0:
            picture = f"https://{host}/files/{at}.jpg"
            parts.append(f'<enclosure url="{picture}" length="48211" type="image/jpeg"/>')
            parts.append(f'<media:thumbnail url="{picture}" width="300" height="200"/>')
        return f"<item>{''.join(parts)}</item>"

    def _atom_entry(self, host: str, at: int, when: datetime) -> str:
        page, body = f"https://{host}/{at}/{self._words(3, '-')}", self._body(host, at)
        return (
            f"<entry><id>tag:{host},2026:{at}</id><title>{self._words(7)}</title>"
            f'<link rel="alternate" type="text/html" href="{page}"/>'
            f"<published>{when.isoformat()}</published><updated>{when.isoformat()}</updated>"
            f"<author><name>Person {at}</name><uri>https://{host}/about</uri></author>"
            f'<category term="ideaperf"/><category term="{self._words(1)}"/>'
            f'<summary type="text">{self._words(25)}</summary>'
            f'<content type="html">{escape(body)}</content></entry>'
        )

    def _body(self, host: str, at: int) -> str:
        link = f'<a href="https://{host}/files/{at}.pdf" rel="nofollow">{self._words(3)}</a>'
        parts = [f"<p>{self._words(40)} {link} {self._words(25)} &amp; more #ideaperf</p>"]
        parts += [
            f"<h2>{self._words(4)}</h2>",
            f"<p>{self._words(self._chance.randint(20, 90))}</p>",
        ]
        if at % 3 == 0:
            items = "".join(f"<li>{self._words(6)}</li>" for _ in range(3))
            parts.append(f'<ul>{items}</ul><img src="/files/{at}.jpg" alt="{self._words(4)}"/>')
        return "\n".join(parts)

    def _words(self, count: int, between: str = " ") -> str:
        start = self._chance.randrange(len(self._bag) - count)
        return between.join(self._bag[start : start + count])


def host_of(number: int) -> str:
    """The loopback address of a feed."""
    return f"127.0.{1 + number // 200}.{1 + number % 200}"


class _Answers(asyncio.Protocol):
    """One connection. `bodies` are the documents by host; unchanged ones are answered with 304."""

    def __init__(self, bodies: Mapping[str, tuple[bytes, bytes]]) -> None:
        self._bodies = bodies
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        while b"\r\n\r\n" in self._asked:
            head, _, self._asked = self._asked.partition(b"\r\n\r\n")
            host = self._transport.get_extra_info("sockname")[0]
            whole, tag = self._bodies[host]
            unchanged = b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
            self._transport.write(unchanged if tag in head else whole)


async def serve(count: int, entries: int) -> None:
    """Listen until the standard input ends."""
    writer, newest = Writer(entries), datetime.now(UTC).replace(microsecond=0) - SECOND
    bodies = {host_of(number): _answer(writer.feed(number, newest)) for number in range(count)}
    loop = asyncio.get_running_loop()
    first = await loop.create_server(lambda: _Answers(bodies), host_of(0), 0, backlog=64)
    port = first.sockets[0].getsockname()[1]
    others = [host_of(number) for number in range(1, count)]
    if others:
        await loop.create_server(lambda: _Answers(bodies), others, port, backlog=64)
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)


def _answer(body: bytes) -> tuple[bytes, bytes]:
    tag = b'"' + sha256(body).hexdigest()[:16].encode() + b'"'
    lines = (
        b"HTTP/1.1 200 OK",
        b"Content-Type: application/xml; charset=utf-8",
        b"Content-Length: %d" % len(body),
        b"ETag: " + tag,
        b"Last-Modified: Fri, 09 Jan 2026 14:00:00 GMT",
    )
    return b"\r\n".join(lines) + b"\r\n\r\n" + body, tag


@contextmanager
def served(count: int, entries: int) -> Iterator[Sequence[str]]:
    """The addresses of so many feeds while the block lasts."""
    command = [sys.executable, "-m", "benchmarks.harness.feeds", str(count), str(entries)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603  # our own
        assert process.stdout is not None
        port = int(process.stdout.readline())
        try:
            yield [f"http://{host_of(number)}:{port}/feed" for number in range(count)]
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
