"""The one spelling of a tag, and the tags a text carries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_HASHTAG = re.compile(r"(?<![\w/&])[#＃]([\w·・\u200c]+)")
_SEPARATORS = str.maketrans("", "", "_-·・\u200c")


def canonical(tag: str) -> str:
    """The spelling two tags share when they are the same: casefolded, NFKC, without `#`, `_`, `-`.

    Diacritics are folded as Mastodon does, so `#Café` and `#cafe` are one tag. Empty if nothing is
    left. Idempotent.
    """
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", tag).casefold())
    kept = "".join(
        letter for letter in spread if not ("\u0300" <= letter <= "\u036f") and letter not in "#＃"
    )
    return unicodedata.normalize("NFKC", kept).translate(_SEPARATORS).strip()


def in_text(text: str) -> tuple[str, ...]:
    """The canonical tags a text carries as hashtags, in order, each once; digits alone are none."""
    found = (canonical(match[1]) for match in _HASHTAG.finditer(text))
    return tuple(dict.fromkeys(tag for tag in found if tag and not tag.isdigit()))


def carried(wanted: Iterable[str], tags: Iterable[str], *texts: str) -> tuple[str, ...]:
    """Which of the canonical `wanted` tags a post carries, by its own tags or in its texts."""
    have = {canonical(tag) for tag in tags}
    for text in texts:
        have.update(in_text(text))
    return tuple(tag for tag in wanted if tag in have)
