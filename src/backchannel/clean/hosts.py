"""Names of hosts: the spelling the DNS knows, and the spelling a person may be shown.

The mapping is that of UTS 46 (non-transitional) for the names people use. A name is shown in its
own script only if every label is written in one script and cannot pass for Latin, as browsers do.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from backchannel.model.patterns import LatePattern

_LABEL = re.compile(r"[a-z0-9_-]{1,63}\Z")
_NUMBER = LatePattern(r"(?:[0-9]+|0x[0-9a-f]*)\Z")
_QUAD = LatePattern(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.|\Z)){4}\Z")
DOTS = LatePattern("[\u3002\uff0e\uff61]")
"""What separates labels besides a full stop (UTS 46)."""

_LONGEST = 253

# Scripts whose letters do not look like Latin ones; Cyrillic and Greek have to prove it.
# Scripts written from right to left are shown as A-labels: they would move what is beside them.
_SCRIPTS = LatePattern(
    "DEVANAGARI|BENGALI|GURMUKHI|GUJARATI|TAMIL|TELUGU|KANNADA|MALAYALAM|SINHALA|THAI|LAO|TIBETAN"
    "|MYANMAR|GEORGIAN|ETHIOPIC|KHMER|HANGUL|HIRAGANA|KATAKANA|CJK|CYRILLIC|GREEK"
)
_TOGETHER = (frozenset({"HIRAGANA", "KATAKANA", "CJK"}), frozenset({"HANGUL", "CJK"}))
_LATIN_LIKE = frozenset("асԁеһіјӏорԛѕԝхуъьҽпгѵѡкмтвнзёїαγηικνορτυχωβεζμ")
_NOT_LETTERS = frozenset("ノソンニハーー一丨丶丿乙〇ㅡㅣ")
_LATIN_ODD = frozenset("ıĸŀŉſŋħłđŧĳœæðþø")


@lru_cache(maxsize=1024)
def ascii_host(name: str) -> str:
    """The name in lower-case ASCII, as the DNS knows it; empty if no host can be called that.

    IPv4 addresses are four decimal numbers, IPv6 addresses are in brackets, in their short form.
    """
    if name.startswith("["):
        return _ipv6(name)
    name = DOTS.made.sub(".", name).removesuffix(".")
    if len(name) > _LONGEST:
        return ""
    labels = [_ascii_label(label) for label in name.split(".")]
    whole = ".".join(labels)
    if not all(labels) or len(whole) > _LONGEST:
        return ""
    if _NUMBER.made.match(labels[-1]) and not _QUAD.made.match(whole):
        return ""
    return whole


def shown_host(name: str) -> str:
    """The ASCII name as a person may read it: U-labels only where they cannot deceive."""
    if "xn--" not in name:
        return name
    return ".".join(_shown_label(label) for label in name.split("."))


def _ipv6(name: str) -> str:
    import ipaddress

    if name[-1] != "]" or "%" in name:
        return ""
    try:
        return f"[{ipaddress.IPv6Address(name[1:-1]).compressed}]"
    except ValueError:
        return ""


def _ascii_label(label: str) -> str:
    if not label.isascii():
        label = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).lower())
        if not all(_is_permitted(letter) for letter in label):
            return ""
        if not label.isascii():
            if len(label) > 63:
                return ""
            label = "xn--" + label.encode("punycode").decode("ascii")
    label = label.lower()
    return label if _LABEL.match(label) else ""


def _is_permitted(letter: str) -> bool:
    """Letters, marks, digits and emoji; nothing invisible, no punctuation."""
    if letter.isascii():
        return letter.isalnum() or letter in "-_"
    return (
        unicodedata.category(letter)
        in {
            *("Ll", "Lo", "Lm", "Mn", "Mc", "Nd", "So", "Sk"),
        }
        or letter in "·・\u0f0b"
    )


def _shown_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        decoded = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label
    if _ascii_label(decoded) != label or not _is_honest(decoded):
        return label
    return decoded


def _is_honest(label: str) -> bool:
    """Whether a label is in one script and holds a letter that no Latin one resembles."""
    letters = [letter for letter in label if not (letter.isdigit() and letter.isascii())]
    letters = [letter for letter in letters if letter != "-"]
    scripts = {unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in letters}
    if scripts == {"LATIN"}:
        return all(letter < "\u0180" and letter not in _LATIN_ODD for letter in letters)
    if scripts & {"CYRILLIC", "GREEK"} and all(letter in _LATIN_LIKE for letter in letters):
        return False
    if not all(map(_SCRIPTS.made.fullmatch, scripts)) or any(
        letter in _NOT_LETTERS for letter in letters
    ):
        return False
    return len(scripts) == 1 or any(scripts <= group for group in _TOGETHER)
