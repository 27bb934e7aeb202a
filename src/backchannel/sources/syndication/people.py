"""Who wrote an entry: names without mail addresses, and the handle of the fediverse beside one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from backchannel.model.post import DraftAuthor

_MOST: Final = 3
"""Authors of one entry that are named."""

_LONGEST: Final = 300

_MAIL: Final = re.compile(r"(?<![@\w.+-])(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
"""Not what has an `@` before it: that is a handle."""

_HANDLE: Final = r"@[\w.-]+@[\w-]+(?:\.[\w-]+)+"
_IN_NAME: Final = re.compile(_HANDLE)
_BESIDE: Final = re.compile(rf"(?:(.*\S)\s*[(<])?({_HANDLE})[)>]?")

_HELD: Final = "\ue000"
"""Stands for the `@` of a handle where feedparser would take that for a mail address."""


def without_mail(name: str) -> str:
    """A person's name alone: `mail (Name)` and `Name <mail>` are common in RSS."""
    name = name[:_LONGEST]
    bare = _MAIL.sub("", name) if "@" in name else name
    return bare.strip().strip("()<>").strip().strip('"').strip()


def held(name: str) -> str:
    """A name whose handle feedparser leaves as it is."""
    return _IN_NAME.sub(lambda found: found[0].replace("@", _HELD), name)


def let_go(name: str) -> str:
    """A name as it was before it was `held`."""
    return name.replace(_HELD, "@")


def credited(names: Iterable[str], url: str = "") -> DraftAuthor:
    """An author of those who are named; several have no handle between them."""
    found = [_apart(name) for name in list(dict.fromkeys(names))[:_MOST]]
    handle = found[0][1] if len(found) == 1 else ""
    return DraftAuthor(", ".join(name for name, _ in found), handle, url)


def _apart(name: str) -> tuple[str, str]:
    """The name and the handle of `Name (@user@host)`; a handle alone is both."""
    beside = _BESIDE.fullmatch(name) if "@" in name else None
    return (beside[1] or beside[2], beside[2]) if beside else (name, "")
