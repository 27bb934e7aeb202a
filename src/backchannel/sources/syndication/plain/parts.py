"""Links, ids, dates, tags, people: all of a feed or an entry that is not its wording."""

from __future__ import annotations

import re
from typing import Final

from backchannel.sources.syndication.plain.names import Unusual
from backchannel.sources.syndication.plain.scope import (
    MARKUP,
    TYPES,
    Ending,
    Said,
    Scope,
    with_href,
)
from backchannel.sources.syndication.plain.values import mended, moment, resolved

_HTML: Final = ("text/html", MARKUP)
_BROKEN_QUERY: Final = re.compile(r"&([A-Za-z0-9_]+);")
_ITUNES: Final = "http://www.itunes.com/"


def text(scope: Scope, said: Said, *, key: str) -> Ending:
    """A field that is a text and nothing else."""
    if said:
        raise Unusual

    def end(text: str) -> None:
        scope.fields[key] = mended(text.strip())

    return end


def spoken(scope: Scope, _said: Said) -> Ending:
    """What the feed says of its language."""
    return text(scope, {}, key="language")


def link(scope: Scope, said: Said) -> Ending | None:
    """A link in an attribute, as in Atom, or in the text, as in RSS."""
    if "href" not in said:
        return _link_in_text(scope, said)
    if "url" in said or "uri" in said:
        raise Unusual
    said.setdefault("rel", "alternate")
    is_self = said["rel"] == "self"
    said.setdefault("type", "application/atom+xml" if is_self else "text/html")
    said["href"] = resolved(said["href"], scope.bases.now)
    scope.links.append(said)
    if said["rel"] == "alternate" and TYPES.get(said["type"], said["type"]) in _HTML:
        scope.fields["link"] = said["href"]
    return None


def identity(scope: Scope, said: Said) -> Ending:
    """An id, which is a link too unless it says that it is none."""
    is_link = said.get("ispermalink", "true") == "true"

    def end(text: str) -> None:
        value = text.strip()
        scope.fields["id"] = value = mended(scope.within(value) if is_link else value)
        if is_link:
            scope.fields.setdefault("link", value)

    return end


def date(scope: Scope, _said: Said, *, key: str) -> Ending:
    """A moment."""

    def end(text: str) -> None:
        value = mended(text.strip())
        scope.fields[key], scope.fields[f"{key}_parsed"] = value, moment(value)

    return end


def tag(scope: Scope, said: Said) -> Ending:
    """A tag in attributes, in the text, or in both."""
    scope.add_tag(said.get("term"), said.get("scheme", said.get("domain")), said.get("label"))

    def end(text: str) -> None:
        if not (value := mended(text.strip())):
            return
        if scope.tags and not scope.tags[-1]["term"]:
            scope.tags[-1]["term"] = value
        else:
            scope.add_tag(value, None, None)

    return end


def keywords(scope: Scope, said: Said) -> Ending:
    """Tags of a podcast's episode."""
    if said:
        raise Unusual

    def end(text: str) -> None:
        for term in mended(text.strip()).split(","):
            if term.strip():
                scope.add_tag(term.strip(), _ITUNES, None)

    return end


def explicit(scope: Scope, said: Said) -> Ending:
    """Whether a podcast's episode is for adults."""
    if said:
        raise Unusual

    def end(text: str) -> None:
        scope.fields["itunes_explicit"] = {"yes": True, "clean": False}.get(text)

    return end


def person(scope: Scope, _said: Said) -> Ending:
    """An author in one line."""
    scope.people.append({})

    def end(text: str) -> None:
        scope.fields["author"] = value = mended(text.strip())
        if "@" in value:
            raise Unusual
        if value:
            scope.people[-1]["name"] = value

    return end


def named(scope: Scope, person: dict[str, str]) -> None:
    """An author with parts of its own, which come name first."""
    name, mail = person.get("name", ""), person.get("email")
    if next(iter(person), "") != "name" or (mail and not name):
        raise Unusual
    scope.people.append(person)
    scope.fields["author"] = f"{name} ({mail})" if mail else name


def owner(scope: Scope, key: str, value: str) -> None:
    """Who owns a podcast: feedparser takes that for more about the last author."""
    if not scope.people:
        scope.people.append({})
    scope.people[-1][key] = value


def enclosure(scope: Scope, said: Said) -> None:
    """A file that belongs to it."""
    scope.links.append({**with_href(said), "rel": "enclosure"})


def source(scope: Scope, said: Said) -> Ending:
    """The feed that an entry was taken from, as RSS says it."""
    scope.has_title = False
    found = {"href": said["url"]} if "url" in said else {}

    def end(text: str) -> None:
        if value := mended(text.strip()):
            found["title"] = value
        scope.fields["source"] = found

    return end


def generator(scope: Scope, said: Said) -> Ending:
    """The program that wrote the feed."""
    said = with_href(said)
    if "href" in said:
        said["href"] = resolved(said["href"], scope.bases.now)
    scope.fields["generator_detail"] = said
    return text(scope, {}, key="generator")


def _link_in_text(scope: Scope, said: Said) -> Ending:
    if said:
        raise Unusual
    link = {"rel": "alternate", "type": "text/html"}
    scope.links.append(link)

    def end(text: str) -> None:
        value = mended(scope.within(text.strip()))
        if scope.is_entry:
            value = value.replace("&amp;", "&")
        scope.fields["link"] = value = _BROKEN_QUERY.sub(r"&\1", value)
        if value or not scope.is_entry:
            link["href"] = value

    return end
