"""Why a post is shown, or is not: what was decided about it, by whom and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from backchannel.clean import urls
from backchannel.model.folding import words
from backchannel.model.moments import from_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import Rule
from backchannel.model.roles.rule import Level, lasting
from backchannel.model.sameness import network_name, network_of
from backchannel.store import copies, pages, search
from backchannel.store.connection import Connection
from backchannel.store.details.known import Known, known
from backchannel.store.held.pointing import finds
from backchannel.store.sources import asked_for, event_of, health

WORDS: Final = 12
"""Of what somebody remembers of a post; more are not looked for."""


class Reason(Struct, frozen=True):
    """One thing that is so, until a time or for good. `is_against` keeps the post out of sight."""

    said: str
    by: str = ""
    at: datetime | None = None
    is_against: bool = False
    until: datetime | None = None


def find(db: Connection, asked: str) -> StoredPost | None:
    """The post of a number, an address, or else the newest with these words; hidden ones too."""
    text = asked.strip().lstrip("#")
    if text.isdecimal() and len(text) < 16:
        return pages.by_number(db, int(text))
    place = _of_address(db, text)
    if place is None:
        place = _of_words(db, text)
    return pages.by_places(db, [place]).get(place) if place is not None else None


def reasons(db: Connection, post: StoredPost) -> tuple[Reason, ...]:
    """What keeps a post out of sight comes first."""
    found = known(db, post.place)
    if found is None:
        return ()
    told = [
        *_against(found),
        *_in_another_row(found),
        *_by_rules(db, found.stored),
        *_about(found),
        *_places(found),
        *_tags(db, found),
        *_sightings(found),
    ]
    return tuple(sorted(told, key=lambda each: not each.is_against))


def absence(db: Connection) -> tuple[Reason, ...]:
    """Why a post may not be in the store at all."""
    event = event_of(db)
    tags = " or ".join(f"#{tag}" for tag in event.hashtags) if event else "the tag"
    specs = {asked.spec.name: asked.spec for asked in asked_for(db)}
    found = [Reason(f"A post is kept when it bears {tags}, or its source is all about the event.")]
    for each in health(db):
        about = f"{each.source} gave {each.given:,}"
        if each.passed_over and not specs[each.source].tagged:
            about += f", and {each.passed_over:,} without the tag were passed over"
        if each.rejected:
            about += f", and {each.rejected:,} could not be read"
        problem = f"; {each.problem}" if each.problem else ""
        found.append(Reason(f"{about}: {each.state}{problem}", at=each.ok_at))
    return tuple(found)


def _against(known: Known) -> Iterator[Reason]:
    if known.gone:
        said = f"its author deleted it, says {known.gone.by}"
        yield Reason(said, at=known.gone.at, is_against=True)
    if (hiding := known.hiding) is not None:
        said = f"hidden: {hiding.reason}" if hiding.reason else "hidden, no reason given"
        yield Reason(said, hiding.by, hiding.at, is_against=True)
    for mute in known.mutes:
        lasts = " for a time" if mute.until is not None else " for good"
        why = f": {mute.reason}" if mute.reason else ""
        said = f"{mute.shown} is muted{lasts}{why}"
        yield Reason(said, mute.by, mute.at, is_against=True, until=mute.until)


def _in_another_row(known: Known) -> Iterator[Reason]:
    for place in known.places if known.stored.is_copy else ():
        row = place.post
        where = f"shown in the row of {row.number}, {row.post.author.name} on {_where(row)}"
        yield Reason(where, at=place.at, is_against=True)
        yield Reason(f"because {place.reason}", is_against=True)


def _places(known: Known) -> Iterator[Reason]:
    others = () if known.stored.is_copy else known.places
    if others:
        said = f"shown once for {len(others) + 1} places"
        yield Reason(f"{said}, the first of them {_where(known.stored)}")
    for place in others:
        yield Reason(f"{place.post.number} on {_where(place.post)} is shown here", at=place.at)
        yield Reason(f"because {place.reason}")


def _where(post: StoredPost) -> str:
    return network_name(network_of(post.post))


def _by_rules(db: Connection, post: StoredPost) -> Iterator[Reason]:
    """What rules do with it; of one that was brought back, that too."""
    event = event_of(db)
    if event is None or not event.rules:
        return
    states = {each.rule.name: each for each in search.rule_states(db)}
    situation = search.situation(db, event.timezone)
    row = _brought_back(db, post)
    is_muted = False
    for rule in finds(event.rules, situation, post):
        state = states[rule.name]
        whose = "made at a desk" if state.is_ours else "of the event file"
        who, when = (state.by, state.at) if state.is_ours else ("", None)
        until = _muted_until(rule, post)
        mutes = bool(rule.mute) and (until is None or until > db.now())
        is_muted |= mutes
        for does, is_against in _doings(rule, mutes=mutes and row is None):
            said = f"the rule {rule.name} {whose} {does}"
            yield Reason(said, who, when, is_against, until if is_against else None)
    if row is not None and is_muted:
        yield Reason("brought back, whatever rules say", row[0], from_micros(row[1]))


def _brought_back(db: Connection, post: StoredPost) -> tuple[str, int] | None:
    """Who brought it back, or another that is in one row with it, and when."""
    places = copies.every(db, post.place)
    marks = ", ".join("?" * len(places))
    found: tuple[str, int] | None = db.execute(
        f"SELECT by, at FROM brought_back WHERE place IN ({marks}) ORDER BY at LIMIT 1", places
    ).fetchone()
    return found


def _doings(rule: Rule, *, mutes: bool) -> Iterator[tuple[str, bool]]:
    if mutes:
        yield "mutes it", True
    if rule.level is not None:
        level = "" if rule.level is Level.NORMAL else f" ({rule.level})"
        yield f"points it out{level}", False
    if rule.tag:
        yield f"gives it the tag #{rule.tag}", False
    if rule.pin:
        yield "suggests a pin", False
    if rule.file:
        yield f"files it under {rule.file}, unless somebody files it", False
    if rule.alert:
        within = lasting(rule.alert.within)
        people = "one person" if rule.alert.people == 1 else f"{rule.alert.people:,} people"
        yield f"counts it: an alert at {people} within {within}", False


def _muted_until(rule: Rule, post: StoredPost) -> datetime | None:
    if not isinstance(rule.mute, timedelta):
        return None
    return from_micros(post.place) + rule.mute


def _about(known: Known) -> Iterator[Reason]:
    if (pin := known.pin) is not None:
        yield Reason(f"pinned, number {pin.number} of the pins", pin.by, pin.at)
    if (stash := known.stash) is not None:
        yield Reason("put aside for later", stash.by, stash.at)
    if (question := known.question) is not None:
        yield Reason(f"a question: {question.reason}", question.by, question.at)
    for note in reversed(known.notes):
        yield Reason("a note points at it", note.by, note.at)


def _tags(db: Connection, known: Known) -> Iterator[Reason]:
    post = known.stored
    event = event_of(db)
    carried = [tag for tag in event.tags if tag in post.post.tags] if event else []
    if carried:
        yield Reason(f"it bears {' '.join(f'#{tag}' for tag in carried)}")
    else:
        specs = {asked.spec.name: asked.spec for asked in asked_for(db)}
        whole = [name for name in post.sources if name in specs and specs[name].tagged]
        said = (
            f"everything from {whole[0]} belongs to the event"
            if whole
            else ("it bore the tag when it was first seen")
        )
        yield Reason(said)
    first = known.seen[0].source  # whose pane it was given
    yield Reason(f"it is in the pane {post.pane}, where posts from {first} go")
    if post.post.published is None:
        yield Reason(
            "its place gave no date; it stands where it was first seen", at=post.first_seen
        )


def _sightings(known: Known) -> Iterator[Reason]:
    for number, sighting in enumerate(known.seen):
        said = "first seen on" if number == 0 else "also seen on"
        yield Reason(f"{said} {sighting.source}", at=sighting.at)


def _of_address(db: Connection, text: str) -> int | None:
    address = urls.canonical(text) if "://" in text else None
    names = [text, *([urls.identity(address)] if address else [])]
    for name in names:
        found = db.value("SELECT place FROM identities WHERE identity = ?", (name,))
        if found is not None:
            return int(found)
    return None


def _of_words(db: Connection, text: str) -> int | None:
    wanted = words(text)[:WORDS]
    if not wanted:
        return None
    sought = " AND ".join(f'"{word}" *' for word in wanted)
    newest = (
        db.value(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT 1",
            (f"{{words people}} : ({sought})",),
        )
        for table in search.tables(db)
    )
    return max((int(place) for place in newest if place is not None), default=None)
