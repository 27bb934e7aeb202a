"""The `Link` header (RFC 8288)."""

from __future__ import annotations

import re
from urllib.parse import urljoin

_LINK = re.compile(r"[\s,]*<([^>]*)>")
_PARAMETER = re.compile(
    r"""\s*;\s*(?:([\w!#$%&'*+.^`|~-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?)?"""
)
_ESCAPED = re.compile(r"\\(.)")


def parse(header: str, base: str) -> dict[str, str]:
    """Absolute http(s) addresses by rel, in lower case; the first of each rel counts.

    Links about something else than the page (`anchor`) are passed over. Reading stops at the first
    thing that is not a link.
    """
    links: dict[str, str] = {}
    position = 0
    while match := _LINK.match(header, position):
        target, position = match[1], match.end()
        parameters: dict[str, str] = {}
        while found := _PARAMETER.match(header, position):
            position = found.end()
            name = (found[1] or "").lower()
            value = found[3] or "" if found[2] is None else _ESCAPED.sub(r"\1", found[2])
            parameters.setdefault(name, value)
        address = _absolute(base, target)
        if address and "anchor" not in parameters:
            for rel in parameters.get("rel", "").lower().split():
                links.setdefault(rel, address)
    return links


def _absolute(base: str, target: str) -> str:
    try:
        address = urljoin(base, target.strip())
    except ValueError:  # brackets that are no IPv6 address
        return ""
    return address if address.lower().startswith(("http://", "https://")) else ""
