"""An invented event whose store holds one of everything: what is in a record, and what never is."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from tests.clock import START, Clock
from tests.hostile import HOSTILE
from tests.store.copies.twice import BLUESKY, MASTODON, on_bluesky, on_mastodon
from tests.store.written import BLOGS, HERE, THERE, a_post, save, whole

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.ingest.pipeline import refine
from backchannel.model.post import Draft, DraftAuthor, Kind, Post, Span, SpanKind, Url
from backchannel.model.programme import Event, Person, Session
from backchannel.model.query import parse
from backchannel.model.roles.rule import Rule
from backchannel.record.choosing import Chosen
from backchannel.record.formats import FORMATS, write_target
from backchannel.record.reading import snapshot
from backchannel.store import board, posts, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import cues, filing, programme, questions

EVERYTHING = Chosen()
LINK = "https://levels.example/chart"

EVENT = Event(
    name="Rivers & floods",
    tags=("rivers",),
    timezone="Europe/London",
    sessions=(
        Session("Opening", START - timedelta(minutes=60), 20, ("Ada Example",)),
        Session("Keynote", START - timedelta(minutes=40), 30, room="Hall"),
        Session("Break", START - timedelta(minutes=10), 5),
    ),
    people=(Person("Ada Example", "speaker", ("@ann1@here.example",)),),
    rules=(Rule("tricks", "trickery", mute=True),),
)


def everything(path: Path) -> None:
    """Make the store: sixteen posts, of which ten are in a record."""
    clock = Clock(START)
    with closing(schema.open_to_write(path, now=clock, busy_ms=50)) as db:
        _said(db, clock)
        _decided(db, clock)


def hostile(path: Path) -> None:
    """A store with what strangers may send, as it comes through the pipeline; all of it pinned."""
    with closing(schema.open_to_write(path, now=Clock(START), busy_ms=50)) as db:
        _at_once(db, lambda: sources.plan(db, EVENT, [HERE]))
        save(db, *hostile_posts())
        for (place,) in list(db.execute("SELECT place FROM posts ORDER BY place")):
            _at_once(db, lambda place=place: board.pin(db, place, "operator"))
        for text in HOSTILE[:20]:
            if clean_text(text):
                _at_once(db, lambda text=text: board.note(db, text[:9_000], "facilitator"))


def hostile_posts() -> list[Post]:
    """Each hostile text as plain text, as HTML, and as a title and a name."""
    found = []
    for number, text in enumerate(HOSTILE):
        for is_html in (False, True):
            draft = Draft(
                id=f"{number} {is_html}",
                uri=f"https://here.example/hostile/{number}/{is_html}",
                url=f"https://here.example/@mallory/{number}",
                author=DraftAuthor(text[:500], "@mallory@here.example"),
                title=text if is_html else "",
                content=f"{text} #rivers",
                content_is_html=is_html,
                published=START - timedelta(seconds=number),
                tags=("rivers",),
                warning=text if number % 7 == 0 else "",
            )
            post = refine(draft, HERE, ("rivers",), START)
            if isinstance(post, Post):
                found.append(post)
    return found


def exported(path: Path, target: Path, name: str = "jsonl", chosen: Chosen = EVERYTHING) -> bytes:
    """What a format writes of a store, if that is a file."""
    with snapshot(path) as db:
        write_target(FORMATS[name], db, chosen, target)
    return target.read_bytes() if target.is_file() else b""


def _at_once(db: Connection, act: object) -> None:
    db.execute("BEGIN IMMEDIATE")
    act()  # type: ignore[operator]  # a function without arguments
    db.execute("COMMIT")


def _said(db: Connection, clock: Clock) -> None:
    _at_once(db, lambda: sources.plan(db, EVENT, [HERE, THERE, BLOGS, MASTODON, BLUESKY]))
    chart = Span(6, 11, SpanKind.LINK, LINK)
    save(
        db,
        a_post(55, "In the opening"),
        a_post(35, "See a chart", spans=(chart,), likes=4, boosts=1),
        a_post(34, "See a chart", spans=(chart,)),
        a_post(33, "Who measures the rivers?"),
        a_post(32, "And who measures the rivers at night?"),
        a_post(31, "What nobody should see", warning=clean_line("flood pictures")),
        a_post(30, "Hidden by somebody"),
        a_post(29, "Whose author is muted"),
        a_post(28, "Deleted by its author"),
        a_post(27, "This is trickery"),
        a_post(26, "A question that was taken out?"),
        a_post(2, "After it all"),
    )
    again = a_post(35, "See a chart", spans=(chart,), likes=4, boosts=1, aliases=())
    save(db, again, source=THERE)
    save(db, on_mastodon(), source=MASTODON)
    save(db, on_bluesky(likes=2), source=BLUESKY)
    title = clean_line("A long read")
    url = Url("https://blog.example/long")
    save(db, a_post(1, "Words and words", title=title, kind=Kind.ARTICLE, id=url, url=url),
         source=BLOGS)  # fmt: skip
    clock.advance(1)


def number_of(db: Connection, words: str) -> int:
    """The number of the post that begins so."""
    rows = db.execute("SELECT number, CAST(body AS TEXT) ->> 'text' FROM posts ORDER BY place")
    return next(int(number) for number, text in rows if text.startswith(words))


def place_of(db: Connection, words: str) -> int:
    """The place of the post that begins so."""
    return whole(db, number_of(db, words)).place


def _decided(db: Connection, clock: Clock) -> None:
    def at(words: str) -> int:
        return place_of(db, words)

    acts = (
        lambda: board.hide(db, at("Hidden by"), "facilitator", "spam"),
        lambda: board.mute_author(db, at("Whose author"), "facilitator"),
        lambda: posts.retract(db, HERE.name, ["28"]),
        lambda: board.pin(db, at("See a chart"), "operator"),
        lambda: board.remark(db, at("See a chart"), "for the minutes", "operator"),
        lambda: board.pin(db, at("Hidden by"), "operator"),
        lambda: board.note(db, "Levels *rise*\nACTION: buy a gauge", "facilitator", at("See a")),
        lambda: board.note(db, "About what is hidden", "facilitator", at("Hidden by")),
        lambda: questions.ask(db, at("Who measures"), "facilitator"),
        lambda: questions.ask(db, at("And who"), "facilitator"),
        lambda: questions.merge(
            db, f"post:{at('Who measures')}", [f"post:{at('And who')}"], "facilitator"
        ),
        lambda: questions.ask(db, at("A question that"), "facilitator"),
        lambda: questions.take_out(db, f"post:{at('A question that')}", "facilitator"),
        lambda: questions.ask_for(db, "Is there tea?", "Bo Example", "facilitator"),
        lambda: questions.take_up(db, f"post:{at('Who measures')}", "facilitator"),
        lambda: filing.file_post(db, at("After it all"), "Keynote", "facilitator"),
        lambda: programme.overrun(db, "Break", "facilitator", 10),
        lambda: programme.add(db, "Clinic", START, 15, "facilitator"),
        lambda: cues.cue(db, "two minutes", "facilitator"),
    )
    for act in acts:
        _at_once(db, act)
        clock.advance(1)


def chosen_by(words: str) -> Chosen:
    """What a filter chooses."""
    return Chosen(query=parse(words))
