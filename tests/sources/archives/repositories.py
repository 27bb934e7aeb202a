"""A small repository of Bluesky as a CAR file, written by the public documents alone."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any


class Cid(bytes):
    """Written as a link."""


def cbor(value: Any) -> bytes:
    """A value in DAG-CBOR (ipld.io/specs/codecs/dag-cbor)."""
    match value:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case Cid():
            return b"\xd8\x2a" + cbor(b"\0" + bytes(value))
        case bytes():
            return _head(2, len(value)) + value
        case str():
            body = value.encode()
            return _head(3, len(body)) + body
        case list():
            return _head(4, len(value)) + b"".join(map(cbor, value))
    return _head(5, len(value)) + b"".join(cbor(key) + cbor(each) for key, each in value.items())


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    size = next(n for n in (1, 2, 4, 8) if number < 1 << (8 * n))
    return bytes([major << 5 | (24 + (1, 2, 4, 8).index(size))]) + number.to_bytes(size)


def _varint(number: int) -> bytes:
    found = b""
    while number > 127:
        found += bytes([number & 127 | 128])
        number >>= 7
    return found + bytes([number])


class _Car:
    def __init__(self) -> None:
        self.blocks: list[tuple[Cid, bytes]] = []

    def put(self, value: Any) -> Cid:
        body = cbor(value)
        cid = Cid(b"\x01\x71\x12\x20" + hashlib.sha256(body).digest())
        self.blocks.append((cid, body))
        return cid

    def written(self, root: Cid) -> bytes:
        header = cbor({"roots": [root], "version": 1})
        blocks = (_varint(len(cid) + len(body)) + cid + body for cid, body in self.blocks)
        return _varint(len(header)) + header + b"".join(blocks)


@cache
def repository(labels: tuple[str, ...] = ()) -> bytes:
    """Two posts, a like and a profile, in a tree of two nodes."""
    car = _Car()
    profile = car.put(
        {
            "$type": "app.bsky.actor.profile",
            "displayName": "Ana K.",
            "labels": {"values": [{"val": label} for label in labels]},
        }
    )
    like = car.put({"$type": "app.bsky.feed.like", "createdAt": "2026-01-09T14:00:00Z"})
    first = car.put(_post("Who measures? #rivers"))
    parent = {"uri": "at://did:plc:ana/app.bsky.feed.post/3aaa", "cid": "x"}
    image = {
        "alt": "A gauge",
        "image": {"$type": "blob", "ref": like, "mimeType": "image/jpeg", "size": 7},
    }
    second = car.put(
        _post("Nobody #rivers")
        | {
            "reply": {"root": parent, "parent": parent},
            "embed": {"$type": "app.bsky.embed.images", "images": [image]},
        }
    )
    right = car.put({"l": None, "e": [_entry(0, b"app.bsky.feed.post/3bbb", second, None)]})
    entries = [
        _entry(0, b"app.bsky.actor.profile/self", profile, None),
        _entry(9, b"feed.like/3aaa", like, None),
        _entry(14, b"post/3aaa", first, right),
    ]
    data = car.put({"l": None, "e": entries})
    commit = {"did": "did:plc:ana", "version": 3, "data": data, "rev": "3", "sig": b"\0" * 64}
    return car.written(car.put(commit))


def _post(text: str) -> dict[str, Any]:
    start, end = text.encode().index(b"#"), len(text.encode())
    tag = {"$type": "app.bsky.richtext.facet#tag", "tag": "rivers"}
    return {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": "2026-01-09T14:00:00.000Z",
        "langs": ["en"],
        "facets": [{"index": {"byteStart": start, "byteEnd": end}, "features": [tag]}],
    }


def _entry(shared: int, rest: bytes, value: Cid, right: Cid | None) -> dict[str, Any]:
    return {"p": shared, "k": rest, "v": value, "t": right}
