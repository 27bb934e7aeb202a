"""A repository of Bluesky as a CAR file: everything that one account published.

The public documents are ipld.io/specs/transport/car/carv1 and atproto.com/specs/repository. The
signature is not checked: it is a file that somebody has of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Raw, Struct, field, json
from msgspec.structs import replace

from backchannel.errors import ConfigError
from backchannel.model.post import Draft
from backchannel.sources.archives.cbor import DEEPEST, Link, Value, decode
from backchannel.sources.bluesky.drafts import draft, with_author
from backchannel.sources.bluesky.entities import (
    NOTHING,
    POSTS,
    Labels,
    Profile,
    Record,
    Text,
    part,
    values,
)

MAX_BYTES: Final = 512 << 20
_PROFILE: Final = "app.bsky.actor.profile/self"
_VARINT_BYTES: Final = 9

Blocks = Mapping[bytes, bytes]


class _Said(Struct, frozen=True):
    """What an account says of itself: `app.bsky.actor.profile`."""

    name: Text = field(name="displayName", default=None)
    labels: Raw = NOTHING


def posts_of(body: bytes, handle: str = "") -> Iterator[Draft]:
    """The posts of a repository; it does not say by which `handle` its account is known.

    Raises ConfigError for what is no repository, or one whose account asks not to be shown to
    people without an account of their own.
    """
    try:
        roots, blocks = _blocks(body)
        commit = _map(_block(blocks, roots[0]))
        did, records = _text(commit, "did"), dict(_records(blocks, commit.get("data")))
    except (ValueError, LookupError) as error:
        raise ConfigError(f"is not the repository of an account on Bluesky: {error}") from error
    profile = _profile(did, handle, blocks, records.get(_PROFILE))
    if profile.is_private:
        raise ConfigError("is of an account that asks not to be shown to people without one")
    for key, cid in records.items():
        collection, _, _ = key.partition("/")
        if collection == POSTS and cid in blocks:
            record = _record(blocks[cid])
            if record is not None:
                yield with_author(draft(f"at://{did}/{key}", record, None), profile)


def _blocks(body: bytes) -> tuple[list[bytes], Blocks]:
    """The roots, and each block by its identifier. Cut off, the file keeps nobody's trust."""
    length, at = _varint(body, 0)
    header = _map(decode(body[at : at + length]))
    roots = [each.cid for each in _list(header.get("roots")) if isinstance(each, Link)]
    at += length
    found: dict[bytes, bytes] = {}
    while at < len(body):
        length, at = _varint(body, at)
        if not 0 < length <= len(body) - at:
            raise ValueError("it breaks off")
        end = at + length
        cid_end = _cid_end(body, at)
        found[body[at:cid_end]] = body[cid_end:end]
        at = end
    return roots, found


def _cid_end(body: bytes, at: int) -> int:
    """Behind an identifier of version 1: version, codec, hash function, length, digest."""
    version, at = _varint(body, at)
    if version != 1:
        raise ValueError("it has a block of an unknown version")
    _, at = _varint(body, at)
    _, at = _varint(body, at)
    length, at = _varint(body, at)
    return at + length


def _varint(body: bytes, at: int) -> tuple[int, int]:
    number = 0
    for shift in range(_VARINT_BYTES):
        if at >= len(body):
            raise ValueError("it breaks off")
        byte = body[at]
        at += 1
        number |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return number, at
    raise ValueError("it has a number that is too long")


def _block(blocks: Blocks, cid: bytes) -> Value:
    return decode(blocks[cid])


def _records(blocks: Blocks, root: Value) -> Iterator[tuple[str, bytes]]:
    """Keys and identifiers of a Merkle search tree, in order; a node's keys share beginnings."""
    waiting: list[tuple[Value, int]] = [(root, 0)]
    seen: set[bytes] = set()
    while waiting:
        link, depth = waiting.pop()
        if not isinstance(link, Link) or link.cid in seen or link.cid not in blocks:
            continue
        if depth > DEEPEST:
            raise ValueError("it is nested too deeply")
        seen.add(link.cid)
        node = _map(_block(blocks, link.cid))
        waiting.append((node.get("l"), depth + 1))
        key = b""
        for entry in map(_map, _list(node.get("e"))):
            shared, rest, value = entry.get("p"), entry.get("k"), entry.get("v")
            if not isinstance(shared, int) or not isinstance(rest, bytes):
                raise ValueError("it has an entry without a key")  # noqa: TRY004  # as all else that is wrong
            key = key[:shared] + rest
            waiting.append((entry.get("t"), depth + 1))
            if isinstance(value, Link):
                yield key.decode("utf-8", "replace"), value.cid


def _profile(did: str, handle: str, blocks: Blocks, cid: bytes | None) -> Profile:
    known = Profile(did, handle or None)
    raw = _json(blocks[cid]) if cid is not None and cid in blocks else None
    if raw is None:
        return known
    said = part(raw, _Said)
    if said is None:
        return known
    labels = part(said.labels, Labels) or Labels()
    listed = json.encode([{"val": each} for each in sorted(values(labels.values))])
    return replace(known, name=said.name, labels=Raw(listed))


def _record(block: bytes) -> Record | None:
    raw = _json(block)
    return None if raw is None else part(raw, Record)


def _json(block: bytes) -> Raw | None:
    """A record as everything else of Bluesky is read; None for what is none."""
    try:
        return Raw(json.encode(_plain(decode(block))))
    except (ValueError, OverflowError):
        return None


def _plain(value: Value) -> Value:
    """With links and bytes as they stand in JSON (atproto.com/specs/data-model)."""
    if isinstance(value, Link):
        return {"$link": value.text}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return None if isinstance(value, bytes) else value


def _map(value: Value) -> Mapping[str, Value]:
    if not isinstance(value, dict):
        raise ValueError("it has a block of another kind")  # noqa: TRY004  # as all else that is wrong
    return value


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _text(found: Mapping[str, Value], key: str) -> str:
    value = found.get(key)
    if not isinstance(value, str) or not value.startswith("did:"):
        raise ValueError("it does not say whose it is")
    return value
