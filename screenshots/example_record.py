"""The demo's first morning as a record in every format: what lies in `docs/example-record`.

Out of the demo's script with its clock stopped, so that it is the same whenever it is made.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from backchannel.config.document import parse_document
from backchannel.config.event_file import EventFile, event_file_of
from backchannel.demo.event import event_file
from backchannel.demo.sites.prose import blog_html
from backchannel.demo.sites.shelf import Entry
from backchannel.demo.sites.statuses import status
from backchannel.demo.story.networks import SKY
from backchannel.demo.story.programme import at
from backchannel.demo.story.script import CIVIC, TOOT
from backchannel.demo.world import Site, World
from backchannel.ingest.pipeline import refine
from backchannel.model.moments import to_micros
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, Post
from backchannel.model.programme import Event
from backchannel.model.roles.question import State
from backchannel.model.source import SourceSpec
from backchannel.record.choosing import Chosen
from backchannel.record.formats import FORMATS, write_target
from backchannel.record.reading import snapshot
from backchannel.record.writing.beside import remove
from backchannel.sources import registry
from backchannel.sources.mastodon.drafts import draft
from backchannel.sources.mastodon.entities import Status
from backchannel.store import posts, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.taking import Sessions, take_note, take_pin, take_question

TARGET: Final = Path(__file__).parents[1] / "docs" / "example-record"
NOW: Final = datetime(2026, 6, 12, 10, 30, tzinfo=UTC)
START: Final = at(1, "11:30")
BY: Final = "facilitator"
MINUTE: Final = timedelta(minutes=1)
RECORDED: Final = "Opening keynote: After the league table"
"""The session beside whose recording words are shown."""

NOTES: Final = (
    (-112, "Full house. 40 more are following from elsewhere; say hello to them."),
    (-106, "Ruth: a league table tells you who is last, and not why."),
    (-98, "Three objections from the floor: small councils, old data, who pays."),
    (-90, "ACTION: Marcus sends the list of measures that nobody reads."),
    (-62, "Panel: each names one number they would stop collecting."),
    (-50, "ACTION: ask the libraries for their opening hours as data."),
    (-20, "Coffee ran out before the queue did."),
)
"""Minutes before the end, and what was written down."""


def filled(path: Path) -> None:
    """Make the store that the record is of."""
    world = World(start=START, now=lambda: NOW, speed=1.0)
    told = _event_file(world)
    with closing(schema.open_to_write(path, now=lambda: NOW)) as db:
        db.execute("BEGIN IMMEDIATE")
        sources.plan(db, told.event, told.sources)
        specs = {spec.name: spec for spec in told.sources}
        for name, site in world.sites.items():
            spec = specs[site.host]
            made = [_post(each, spec, told) for each in _drafts(name, site)]
            posts.save(db, spec, [post for post in made if post is not None])
        _decided(db)
        db.execute("COMMIT")


def _event_file(world: World) -> EventFile:
    """The demo's event file, with its places where they would be if there were any."""
    places = {n: (site.host, f"https://{site.host}{site.feed}") for n, site in world.sites.items()}
    text = event_file(places, world.story.people, world.clock).replace("local = true\n", "")
    return event_file_of(parse_document(text, Path("example.toml")), registry.load)


def _post(found: Draft, spec: SourceSpec, told: EventFile) -> Post | None:
    made = refine(found, spec, told.event.tags, NOW)
    return made if isinstance(made, Post) else None


def _drafts(name: str, site: Site) -> Iterator[Draft]:
    for entry in site.shelf.newest_first():
        if name in {TOOT, CIVIC}:
            body = msgspec.json.encode(status(entry, site.shelf, site.host, NOW))
            yield draft(msgspec.json.decode(body, type=Status), site.host)
        else:
            yield _entry(entry, name)


def _entry(entry: Entry, name: str) -> Draft:
    piece = entry.piece
    page = f"https://{piece.author.server}/{piece.key}"
    return Draft(
        id=str(entry.id),
        uri=f"at://did:plc:{piece.author.user}/app.bsky.feed.post/{piece.key}" * (name == SKY),
        url=piece.link if piece.title and not piece.link.startswith("http:") else page,
        kind=piece.kind,
        author=DraftAuthor(piece.author.name, piece.author.account if name == SKY else ""),
        title=piece.title,
        content=piece.html or blog_html(piece.text),
        published=entry.written,
        tags=tuple(sorted(entry.tags)),
        link=piece.link,
        media=tuple(
            DraftMedia(each.kind, f"https://{piece.author.server}/{each.name}", alt=each.alt)
            for each in piece.pictures
        ),
        language=piece.language,
    )


def _decided(db: Connection) -> None:
    """What a facilitator and an operator would have done; with names that are always the same."""
    liked = "SELECT place FROM posts WHERE is_hidden = 0 ORDER BY likes DESC, place LIMIT 8"
    for number, (place,) in enumerate(list(db.execute(liked)), 1):
        pinned = to_micros(NOW - MINUTE * (60 - number))
        take_pin(db, {"id": f"{number:032x}", "place": place, "position": float(number),
                      "by": "operator", "at": pinned, "remark": ""})  # fmt: skip
    under = Sessions(db)
    for number, (minutes, text) in enumerate(NOTES, 1):
        moment = NOW + MINUTE * minutes
        session = under.of("?", moment)
        take_note(db, {"id": f"{number + 100:032x}", "text": text, "at": to_micros(moment),
                       "session": session, "offset": under.offset(session, moment), "place": None,
                       "by": BY, "edited": None, "deleted_at": None})  # fmt: skip
    _asked(db, under)


def _asked(db: Connection, under: Sessions) -> None:
    asking = (
        "SELECT place FROM posts WHERE is_hidden = 0 AND CAST(body AS TEXT) ->> 'text' LIKE '%?%' "
        "AND place > ? ORDER BY place LIMIT 9"
    )
    states = (State.ANSWERED, State.ANSWERED, State.PARKED, State.ANSWERED, State.OPEN)
    began = to_micros(NOW - MINUTE * 110)
    for number, (place,) in enumerate(list(db.execute(asking, (began,)))):
        moment, state = NOW - MINUTE * (100 - 9 * number), states[number % len(states)]
        is_settled = state is not State.OPEN
        is_answered = state is State.ANSWERED
        take_question(
            db,
            {
                "id": f"post:{place}", "place": place, "words": "", "reworded": "", "asker": "",
                "session": under.of("?", moment), "state": state.value, "position": float(number),
                "merged": "", "by": BY, "at": to_micros(moment),
                "taken_up": to_micros(moment + 3 * MINUTE) if is_answered else None,
                "settled": to_micros(moment + 5 * MINUTE) if is_settled else None,
            },
        )  # fmt: skip


def main() -> None:
    """Write the record anew."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "example.db"
        filled(store)
        for how in FORMATS.values():
            target = TARGET / how.usual_name(Event(name="connect", tags=()))
            remove(target)
            chosen = Chosen(sessions=(RECORDED,)) if how.name == "webvtt" else Chosen()
            with snapshot(store) as db:
                write_target(how, db, chosen, target)
            print(target.relative_to(TARGET.parents[1]))  # noqa: T201  # says what was made


if __name__ == "__main__":
    main()
