"""Nostr's ids as people see them: `npub1…`, `nevent1…` and their like (NIP-19, BIP-173)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK = 6  # letters
_LONGEST = 1_000
_SPECIAL, _AUTHOR, _KIND = 0, 2, 3


def npub(key: str) -> str:
    """An author, of a public key in hex."""
    return _written("npub", bytes.fromhex(key))


def short(key: str) -> str:
    """The same for people who only want to tell two of one name apart."""
    whole = npub(key)
    return f"{whole[:12]}…{whole[-4:]}"


def nevent(id_: str, author: str, kind: int) -> str:
    """An event by its id."""
    return _written("nevent", _fields(bytes.fromhex(id_), author, kind))


def naddr(name: str, author: str, kind: int) -> str:
    """An event that its author edits, by the name it has (its `d` tag, 255 bytes at most)."""
    return _written("naddr", _fields(name.encode("utf-8", "replace")[:255], author, kind))


def author_in(written: str) -> str:
    """The public key, in hex, that an `npub1…` or `nprofile1…` names; empty if it names none."""
    prefix, content = _read(written)
    if prefix == "npub" and len(content) == 32:
        return content.hex()
    if prefix == "nprofile" and content[:2] == b"\0\x20" and len(content) >= 34:
        return content[2:34].hex()
    return ""


def _fields(special: bytes, author: str, kind: int) -> bytes:
    fields = (
        (_SPECIAL, special),
        (_AUTHOR, bytes.fromhex(author)),
        (_KIND, (kind & 0xFFFFFFFF).to_bytes(4, "big")),
    )
    return b"".join(bytes((number, len(value))) + value for number, value in fields)


def _written(prefix: str, content: bytes) -> str:
    fives = _regrouped(content, 8, 5, is_padded=True)
    rest = _checked(prefix, [*fives, *([0] * _CHECK)]) ^ 1
    check = [rest >> 5 * (_CHECK - 1 - at) & 31 for at in range(_CHECK)]
    return f"{prefix}1{''.join(_LETTERS[five] for five in (*fives, *check))}"


def _read(written: str) -> tuple[str, bytes]:
    prefix, _, rest = written.lower().rpartition("1")
    if len(written) > _LONGEST or len(rest) <= _CHECK or any(one not in _VALUES for one in rest):
        return "", b""
    fives = [_VALUES[letter] for letter in rest]
    if _checked(prefix, fives) != 1:
        return "", b""
    return prefix, bytes(_regrouped(fives[:-_CHECK], 5, 8, is_padded=False))


def _checked(prefix: str, fives: Iterable[int]) -> int:
    """The remainder of BIP-173's checksum: 1 for a whole word."""
    codes = prefix.encode("utf-8", "replace")
    rest = 1
    for value in (*(code >> 5 for code in codes), 0, *(code & 31 for code in codes), *fives):
        top, rest = rest >> 25, (rest & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            rest ^= generator if top >> bit & 1 else 0
    return rest


def _regrouped(
    groups: Sequence[int] | bytes, width: int, into: int, *, is_padded: bool
) -> list[int]:
    found, kept, bits = [], 0, 0
    for group in groups:
        kept, bits = (kept << width | group) & 0xFFFF, bits + width
        while bits >= into:
            bits -= into
            found.append(kept >> bits & (1 << into) - 1)
    if is_padded and bits:
        found.append(kept << into - bits & (1 << into) - 1)
    return found
