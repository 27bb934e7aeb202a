"""What a text begins with, whether anything was written to it, and the event's tag in it."""

from __future__ import annotations

import re
from typing import Final

from backchannel.model.tags import hashtags, in_text
from backchannel.store.outgoing.answers import Asked

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def begun(beginning: str, tag: str) -> tuple[str, int]:
    """What a text starts as, and where one writes: between the mentions and the tag."""
    return (f"{beginning} {tag}" if tag else beginning), len(beginning)


def end(text: str, tag: str) -> int:
    """Where one writes on: before the tag, if the text ends with it."""
    return len(text.removesuffix(tag).rstrip()) if tag else len(text)


def is_begun(text: str, asked: Asked) -> bool:
    """Whether somebody wrote more than was there from the first."""
    rest = without_tag(text, asked.tag).strip() if asked.tag else text.strip()
    return rest not in {"", *(beginning.strip() for _, beginning in asked.beginnings)}


def has_tag(text: str, tag: str) -> bool:
    """Whether a text carries it, however it is spelled."""
    return bool(set(in_text(tag)) & set(in_text(text)))


def without_tag(text: str, tag: str) -> str:
    """The text without it, and without the space before it."""
    wanted, at, kept = set(in_text(tag)), 0, ""
    for start, end, found in hashtags(text):
        if found in wanted:
            kept += text[at:start].removesuffix(" ")
            at = end
    return kept + text[at:]


def with_tag(text: str, tag: str) -> str:
    """The text with it at its end."""
    return f"{text.rstrip()} {tag}"


def rebegun(text: str, old: str, new: str) -> tuple[str, int]:
    """The text with the mentions that another account needs, and by how much it grew.

    One that begins otherwise stays as it is.
    """
    if not text.startswith(old):
        return text, 0
    return new + text[len(old) :], len(new) - len(old)


def language_of(typed: str) -> str:
    """`de`, `pt-BR`; empty for none. Raises ValueError with what would be right."""
    if typed and not _LANGUAGE.fullmatch(typed):
        raise ValueError("a language has two or three letters; en, de or pt-BR, for example")
    return typed
