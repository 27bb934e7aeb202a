"""HTML: the event as a site that opens from the disk, with nothing from elsewhere in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from backchannel.model.moments import to_micros
from backchannel.model.programme import Event
from backchannel.record.choosing import Chosen
from backchannel.record.reading import (
    Progress,
    links,
    notes,
    people,
    pins,
    posts,
    questions,
    recorded,
    unheard,
)
from backchannel.record.report import report
from backchannel.record.site.columns import Columns
from backchannel.record.site.drawing.press import Press
from backchannel.record.site.drawing.showing import Showing
from backchannel.record.site.figures import write_figures
from backchannel.record.site.front import write_front
from backchannel.record.site.ground import Ground, calendar_of, rooms_of
from backchannel.record.site.index import Index
from backchannel.record.site.lists import write_links, write_people
from backchannel.record.site.photos import Photos
from backchannel.record.site.posts import write_posts
from backchannel.record.site.sessions import write_gathered, write_sessions
from backchannel.store.connection import Connection

_OUTSIDE: Final = {
    "before": "Before the event",
    "": "Between the sessions",
    "after": "After the event",
}
"""What is filed under no session, and how a page about it is called."""


def write(db: Connection, chosen: Chosen, folder: Path, progress: Progress = unheard) -> None:
    """Write the site into an empty folder, page by page."""
    ground = _ground(db, chosen, folder)
    columns = Columns(_end_of(ground.recorded.event))
    stretches = write_posts(ground, posts(db, chosen, progress), columns)
    ground.rooms = rooms_of(ground.recorded, _outside(ground))
    write_sessions(ground)
    write_gathered(ground)
    ground.index.finish()
    shared = list(links(db, chosen))
    write_links(ground, shared)
    count = write_people(ground, people(db, chosen))
    write_front(ground, columns, shared, count)
    ground.press.page("posts/index.html", "stretches.html", title="Posts", stretches=stretches)
    write_figures(ground, report(db, chosen))
    ground.press.page("search.html", "search.html", title="Search")


def _ground(db: Connection, chosen: Chosen, folder: Path) -> Ground:
    found = recorded(db, chosen)
    calendar = calendar_of(found)
    highlights, asked = list(pins(db, chosen)), list(questions(db, chosen))
    noted = list(notes(db, chosen))
    return Ground(
        found,
        Press(folder, event=found.event, changed=found.changed, calendar=calendar),
        Showing(calendar, Photos(db, folder)),
        Index(folder),
        rooms_of(found, {}),
        highlights,
        asked,
        noted,
    )


def _outside(ground: Ground) -> dict[str, str]:
    """What else than sessions something is filed under; known when all posts were laid out."""
    sessions = ground.recorded.sessions
    used = {each.session for each in ground.highlights}
    used |= {each.question.session for each in ground.questions}
    used |= {each.note.session for each in ground.notes}
    if sessions:
        used |= set(ground.tally.count)
    others = used - {session.name for session in sessions}
    known = [name for name in _OUTSIDE if name in others]
    return {name: _OUTSIDE.get(name, name) for name in (*known, *sorted(others - set(known)))}


def _end_of(event: Event) -> int | None:
    """When the event was over, in microseconds since 1970; None when nobody said."""
    ends = [session.closes or session.ends for session in event.sessions]
    last = event.ends or max(ends, default=None)
    return None if last is None else to_micros(last)
