"""The places in which a post was said, with the page of each and what is counted there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.clean.urls import canonical, shown
from backchannel.model.post import StoredPost, Url
from backchannel.model.sameness import network_name, network_of
from backchannel.store.details import Known
from backchannel.ui.details.figures import clock
from backchannel.ui.details.paper import Goal, Paper, Part
from backchannel.ui.lines.amounts import counted, reactions
from backchannel.ui.lines.drawing import Role

_INDENT: Final = ("  ", Role.TEXT)


def places(paper: Paper, known: Known, numbered: Sequence[Url] = ()) -> tuple[Url, ...]:
    """This one first, then those that are shown with it, or in whose row it is shown.

    Their pages are numbered after those that were `numbered`; all that are, now.
    """
    if not known.places:
        return tuple(numbered)
    links, here = list(numbered), known.stored
    paper.begin(Part.PLACES, f"Said in {counted(len(known.places) + 1, 'place')}")
    _place(paper, here, links, "this post")
    for place in known.places:
        _place(paper, place.post, links, f"#{place.post.number}")
        shown_since = f"since {clock(place.at, paper.drawing.timezone)}: {place.reason}"
        does = "shows this one in its row" if here.is_copy else "shown here"
        paper.said(clean_line(f"{does} {shown_since}"), Role.ASIDE, lead=_INDENT)
    return tuple(links)


def _place(paper: Paper, stored: StoredPost, links: list[Url], called: str) -> None:
    """Its page, then who and where, and what is counted there alone."""
    post = stored.post
    paper.item(stored.place)
    if (url := canonical(post.url) if post.url else None) is not None:
        if url not in links:
            links.append(url)
        lead = f"{links.index(url) + 1} "
        where = shown(url, max(paper.drawing.width - len(lead) - 1, 20))
        paper.said(where, Role.LINK, lead=(lead, Role.BADGE), goal=Goal(url=url))
    who = post.author.handle or post.author.name
    told = [network_name(network_of(post)), who, called, *reactions(replace(stored, copies=()))]
    paper.said(clean_line(" · ".join(told)), lead=_INDENT, goal=Goal(place=stored.place))
