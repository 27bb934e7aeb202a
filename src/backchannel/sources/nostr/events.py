"""An event, and whether its author really wrote it (NIP-01, BIP-340).

The public document is https://github.com/nostr-protocol/nips. Relays are untrusted: without a look
at the signature anybody could speak, and delete, in another's name.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys
from collections.abc import Iterator
from hashlib import sha256

import wallycore
from msgspec import Struct

NOTE, PICTURE, VIDEO, SHORT_VIDEO, ARTICLE, COMMENT = 1, 20, 21, 22, 30_023, 1_111
POSTS = (NOTE, PICTURE, VIDEO, SHORT_VIDEO, COMMENT, ARTICLE)
PROFILE, DELETION = 0, 5

_HEX = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_ESCAPED = re.compile(r"\\u00([01][0-9a-f])")

# Where warnings are errors, what SWIG made of libwally crashes in the interpreter's last moments,
# and a program that did all it should ends as if it had not. So what it holds is never given back.
for _name in [name for name in sys.modules if name.startswith("swig_runtime_data")]:
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(vars(sys.modules[_name])["type_pointer_capsule"]))


class Event(Struct, frozen=True):
    """Whatever somebody signed. `created_at` is in seconds since 1970, by the author's word."""

    id: str
    pubkey: str
    created_at: int
    kind: int
    tags: tuple[tuple[str, ...], ...]
    content: str
    sig: str

    def values(self, name: str) -> Iterator[str]:
        """The first value of every tag of that name."""
        return (tag[1] for tag in self.tags if len(tag) > 1 and tag[0] == name)

    def value(self, name: str) -> str:
        """The first of them, or nothing."""
        return next(self.values(name), "")

    @property
    def key(self) -> str:
        """What stays the same when its author edits it: for most events, the id."""
        if 30_000 <= self.kind < 40_000:
            return f"{self.kind}:{self.pubkey}:{self.value('d')}"
        return self.id

    @property
    def version(self) -> tuple[int, int]:
        """Of two events with one key the greater one counts: the newer, then the lower id."""
        return self.created_at, -int(self.id, 16)


def is_genuine(event: Event) -> bool:
    """Whether the id is that of the content and the signature is the author's. About 60 µs."""
    if not (_is_hex(event.id) and _is_hex(event.pubkey) and _SIGNATURE.fullmatch(event.sig)):
        return False
    if event.id not in _identities(event):
        return False
    key, hashed = bytes.fromhex("02" + event.pubkey), bytes.fromhex(event.id)
    try:
        wallycore.ec_sig_verify(key, hashed, wallycore.EC_FLAG_SCHNORR, bytes.fromhex(event.sig))
    except ValueError:  # its way to say no
        return False
    return True


def _is_hex(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def _identities(event: Event) -> Iterator[str]:
    """The event's id, for each of the two ways in which clients write control characters."""
    shape = [0, event.pubkey, event.created_at, event.kind, event.tags, event.content]
    usual = json.dumps(shape, ensure_ascii=False, separators=(",", ":"))
    yield sha256(usual.encode("utf-8", "replace")).hexdigest()
    verbatim = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), usual)
    if verbatim != usual:
        yield sha256(verbatim.encode("utf-8", "replace")).hexdigest()
