"""The one spelling of a tag, and the tags a text carries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_HASH = re.compile(r"[#＃](?<![\w/&][#＃])(?=\w)")
_PLAIN_HASH = re.compile(r"#(?<![\w/&]#)(?=\w)")  # the same where there is but one such sign
_ASCII_LETTERS = re.compile(r"[0-9A-Za-z_]*")
_ASCII_SIGNS = str.maketrans("", "", "#_-")
_SEPARATORS = str.maketrans("", "", "_-·・\u200c")


def canonical(tag: str) -> str:
    """The spelling two tags share when they are the same: casefolded, NFKC, without `#`, `_`, `-`.

    Diacritics are folded as Mastodon does, so `#Café` and `#cafe` are one tag. Empty if nothing is
    left. Idempotent.
    """
    if tag.isascii():
        return tag.lower().translate(_ASCII_SIGNS).strip()
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", tag).casefold())
    kept = "".join(
        letter for letter in spread if not ("\u0300" <= letter <= "\u036f") and letter not in "#＃"
    )
    return unicodedata.normalize("NFKC", kept).translate(_SEPARATORS).strip()


def hashtags(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text carries hashtags, from the `#` on, and their canonical spelling.

    Letters, digits, the marks on them and `_ · ・` belong to one, as on Mastodon; digits alone are
    none.
    """
    if "＃" not in text:
        if "#" not in text:
            return
        pattern = _PLAIN_HASH
    else:
        pattern = _HASH
    for found in pattern.finditer(text):
        end = _end(text, found.end())
        tag = canonical(text[found.end() : end])
        if tag and not tag.isdigit():
            yield found.start(), end, tag


def in_text(text: str) -> tuple[str, ...]:
    """The canonical tags a text carries as hashtags, in order, each once."""
    return tuple(dict.fromkeys(tag for *_, tag in hashtags(text)))


def belongs(letter: str) -> bool:
    """Whether a hashtag may hold this character."""
    return (
        letter.isalnum() or letter in "_·・\u200c" or unicodedata.category(letter) in {"Mn", "Mc"}
    )


def carried(wanted: Iterable[str], tags: Iterable[str], *texts: str) -> tuple[str, ...]:
    """Which of the canonical `wanted` tags a post carries, by its own tags or in its texts."""
    have = {canonical(tag) for tag in tags}
    for text in texts:
        have.update(in_text(text))
    return tuple(tag for tag in wanted if tag in have)


def _end(text: str, at: int) -> int:
    """Where a tag ends. Vowel signs are marks: without them Hindi and Thai tags would break off."""
    if found := _ASCII_LETTERS.match(text, at):  # at once what most tags are made of
        at = found.end()
    while at < len(text) and belongs(text[at]):
        at += 1
    return at
