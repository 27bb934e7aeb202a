"""The one spelling of an address, which addresses may be opened, and how one is shown.

RFC 3986 section 6 (syntax-based and scheme-based normalisation), read with the tolerance of the
WHATWG URL standard. A canonical address is ASCII, so it is safe to draw. Nothing here raises.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin

from backchannel.clean.hosts import ascii_host, shown_host
from backchannel.clean.terminal import clean_line, shorten
from backchannel.model.patterns import LatePattern
from backchannel.model.post import CleanText, Url

LONGEST = 2_048

_ABSOLUTE = re.compile(r"(https?):/{2,}([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?\Z", re.IGNORECASE)
_SCHEME = LatePattern(r"[A-Za-z][A-Za-z0-9+.-]*:")
_EDGES = "".join(map(chr, range(0x21)))
_INSIDE = str.maketrans("", "", "\t\n\r")
_ESCAPED = LatePattern(r"%([0-9A-Fa-f]{2})?")
_PORT = LatePattern(r"(.*?):([0-9]*)\Z", re.DOTALL)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "%/:@!$&'()*+,;=~"
_QUERY_SAFE = _PATH_SAFE + "?"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = LatePattern(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|mc_[ce]id|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid"
    r"|yclid|twclid|ttclid|igshid|igsh|_hsenc|_hsmi|_ga|_gl|mkt_tok|wt_mc|ref_src|ref_url"
    r"|vero_id|oly_(?:enc|anon)_id|li_fat_id)(?:=|\Z)",
    re.IGNORECASE,
)
_USUAL_PORT = LatePattern(r":(?:80|443)\Z")
_PLAIN = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=._~-]*+")  # nothing to escape or to spell otherwise
_USUAL = re.compile(
    r"https?://(?:[a-z0-9_-]{1,63}\.)+[a-z]{2,63}/([A-Za-z0-9/:@!$&'()*+,;=._~-]*+)"
    r"(?:\?[A-Za-z0-9/:@!$&'()*+,;=._~-]++)?+"
)
"""What is spelled in the one way already, if it is short and no segment begins with a full stop."""

_SHORT = 250  # so that no host is too long
_ESCAPED_RUN = LatePattern(r"(?:%[89A-F][0-9A-F])+")


def canonical(raw: str, base: str = "") -> Url | None:
    """The one spelling of an http or https address; None if it may not be opened.

    Refused: other schemes, a user name or password, a host that cannot be one, more than 2,048
    characters. The fragment stays. Idempotent; never raises.
    """
    return _canonical(raw, base) if len(raw) <= 4 * LONGEST else None


@lru_cache(maxsize=1024)
def _canonical(raw: str, base: str) -> Url | None:
    if len(raw) <= _SHORT and "/." not in raw and _USUAL.fullmatch(raw):
        return Url(raw)
    text = raw.strip(_EDGES).translate(_INSIDE)
    text = _slashes(text)
    if base and not _SCHEME.made.match(text):
        text = _joined(base, text)
    parts = _ABSOLUTE.match(text)
    if parts is None:
        return None
    scheme = parts[1].lower()
    where = _authority(parts[2], _DEFAULT_PORTS[scheme])
    if not where:
        return None
    url = f"{scheme}://{where}{_path(parts[3])}"
    if parts[4]:
        url += "?" + _escaped(parts[4], _QUERY_SAFE)
    if parts[5]:
        url += "#" + _escaped(parts[5], _QUERY_SAFE)
    return Url(url) if len(url) <= LONGEST else None


@lru_cache(maxsize=1024)  # each post is asked for its own several times
def identity(url: str) -> str:
    """What two addresses of the same page share; for comparing, not for opening.

    Leaves out the difference between http and https, tracking parameters, the fragment (unless it
    routes: `#/`, `#!`) and the last slash. What is no http address is returned as it is.
    """
    parts = _ABSOLUTE.match(canonical(url) or "")
    if parts is None:
        return url
    where, path, query, fragment = parts.group(2, 3, 4, 5)
    if ":" in where:
        where = _USUAL_PORT.made.sub("", where)
    found = f"https://{where}{path.rstrip('/')}"
    if query:
        kept = [each for each in query.split("&") if each and not _TRACKING.made.match(each)]
        found += "?" + "&".join(kept) if kept else ""
    return f"{found}#{fragment}" if fragment and fragment[0] in "/!" else found


def place(written: str) -> str:
    """What the spellings of an address share that a person gives to it, and mends; to compare.

    As `identity`, of an address without a scheme too, and without `www.`.
    """
    named = identity(written if "://" in written else f"https://{written}")
    return named.replace("://www.", "://", 1)


def host(url: str) -> CleanText:
    """The real host of an address as a person is shown it, without its port; empty if none."""
    return clean_line(shown_host(real_host(url)), limit=LONGEST)


def real_host(url: str) -> str:
    """The host of an address in ASCII, as the DNS knows it, without its port; empty if none."""
    parts = _ABSOLUTE.match(canonical(url) or "")
    return _PORT.made.sub(r"\1", parts[2]) if parts else ""


def shown(url: str, limit: int = 40) -> CleanText:
    """An address in few characters: the host, then as much of the path as there is room for.

    A host that is too long loses its beginning, because its end says whose it is.
    """
    parts = _ABSOLUTE.match(canonical(url) or "")
    if parts is None:
        return clean_line(url, limit=limit)
    where = shown_host(parts[2])
    if len(where) > limit:
        return CleanText("…" + where[len(where) - limit + 1 :]) if limit > 0 else CleanText("")
    path = parts[3].rstrip("/") + (f"?{parts[4]}" if parts[4] else "")
    return shorten(clean_line(where + _readable(path)), limit).text


def _slashes(text: str) -> str:
    """Backslashes before the query are slashes to every browser."""
    if "\\" not in text:
        return text
    end = next((place for place, letter in enumerate(text) if letter in "?#"), len(text))
    return text[:end].replace("\\", "/") + text[end:]


def _joined(base: str, text: str) -> str:
    start = canonical(base)
    if start is None:
        return ""
    try:
        return urljoin(start, text)
    except ValueError:
        return ""


def _authority(text: str, default_port: int) -> str:
    if "@" in text or not text:
        return ""
    name, port = text, ""
    if found := _PORT.made.match(text):
        name, port = found[1], found[2].lstrip("0")
    if "%" in name:
        name = unquote(name, errors="replace")
    if len(port) > 5 or int(port or 0) > 65_535:
        return ""
    name = ascii_host(name)
    is_default = not port or int(port) == default_port
    return name if is_default or not name else f"{name}:{port}"


def _path(text: str) -> str:
    text = _escaped(text, _PATH_SAFE)
    if "/." not in text:
        return text or "/"
    kept: list[str] = []
    pieces = text.split("/")[1:]
    for piece in pieces:
        if piece == "..":
            del kept[-1:]
        elif piece != ".":
            kept.append(piece)
    if pieces and pieces[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _escaped(text: str, safe: str) -> str:
    """Percent-encoded once and in one way: unreserved characters plain, hexadecimal upper case."""
    if _PLAIN.fullmatch(text):
        return text
    if "%" in text:
        text = _ESCAPED.made.sub(_one_escape, text)
    return quote(text, safe=safe, errors="replace")


def _one_escape(found: re.Match[str]) -> str:
    if found[1] is None:
        return "%25"
    letter = chr(int(found[1], 16))
    return letter if letter in _UNRESERVED else "%" + found[1].upper()


def _readable(path: str) -> str:
    """The path with letters in place of their escapes, where that cannot change how it reads."""
    return _ESCAPED_RUN.made.sub(_letters, path) if "%" in path else path


def _letters(escapes: re.Match[str]) -> str:
    try:
        decoded = unquote(escapes[0], errors="strict")
    except UnicodeDecodeError:
        return escapes[0]
    return decoded if all(map(_is_plain, decoded)) else escapes[0]


def _is_plain(letter: str) -> bool:
    """Whether a letter takes its own place in the line and moves nothing beside it."""
    return unicodedata.category(letter)[0] in "LMN" and unicodedata.bidirectional(letter) not in {
        *("R", "AL", "AN"),
    }
