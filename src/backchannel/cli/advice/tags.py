"""What may be wrong with an event's tags: no hashtag, too common, or written otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from backchannel.cli.advice.advice import Advice, Weight, named
from backchannel.config.event_file import EventFile
from backchannel.model.misspelt.ordinary import is_ordinary
from backchannel.model.programme import Event
from backchannel.model.source import Probe
from backchannel.model.tags import canonical
from backchannel.store.coverage.near_tags import NearTag, is_enough
from backchannel.ui.health.coverage_words import near_text
from backchannel.ui.lines.amounts import counted

SHORT: Final = 3
"""Letters with which a tag is many people's at once."""

LONG: Final = 30
"""Letters that PeerTube takes; longer ones are mistyped everywhere."""


def about_tags(event: Event) -> Iterator[Advice]:
    """Tags that some places do not know as hashtags, or that too many people use."""
    for written in event.hashtags:
        tag, about = canonical(written), f"#{written}"
        if tag.isdigit():
            what = (
                f"{about} is no hashtag on Mastodon, Bluesky and most other places, for it has no "
                "letter: nobody's post will bear it."
            )
            yield Advice(Weight.PART, about, what, "Announce a tag with letters in it.")
            continue
        if "-" in written:
            read = written.partition("-")[0]
            what = f"A hyphen ends a hashtag on most places: {about} is read as #{read} there."
            yield Advice(Weight.LOSS, about, what, f"Announce #{written.replace('-', '')}.")
        yield from _about_use(about, tag)


def about_near(
    known: Iterable[NearTag], probes: Iterable[Probe], file: EventFile, refused: Iterable[str] = ()
) -> Iterator[Advice]:
    """Tags that people may have meant: those a store has counted, else those just seen.

    Not those that somebody `refused`.
    """
    told = set(refused)
    for near in known:
        told.add(near.tag)
        do = (
            f"If they do: backchannel tags add '#{near.tag}' {named(file)}; if not: backchannel "
            f"tags refuse '#{near.tag}' {named(file)}"
        )
        yield Advice(Weight.LOSS, f"#{near.tag}", near_text(near), do)
    for probe in probes:
        for tag, count in probe.near:
            if tag not in told and is_enough(count, count):
                told.add(tag)
                say = f"{counted(count, 'post')} {'says' if count == 1 else 'say'}"
                what = f"In {probe.source} {say} #{tag}, which is nearly yours."
                do = f"If they mean yours: backchannel tags add '#{tag}' {named(file)}"
                yield Advice(Weight.LOSS, f"#{tag}", what, do)


def _about_use(about: str, tag: str) -> Iterator[Advice]:
    if len(tag) <= SHORT:
        what = f"{about} is short: others use it for other things, and their posts will come in."
        do = "Announce a longer one, or be ready to filter and mute."
        yield Advice(Weight.LOSS, about, what, do)
    elif is_ordinary(tag):
        what = f"{about} is an ordinary word: posts about anything else that bears it will come in."
        do = "Announce one that nobody else would use, such as the word with the year behind it."
        yield Advice(Weight.LOSS, about, what, do)
    elif len(tag) > LONG:
        what = f"{about} has {len(tag)} letters: PeerTube takes {LONG}, and people mistype it."
        yield Advice(Weight.LOSS, about, what, "Announce a shorter one.")
