"""The parts of a readable record, each as lines of Markdown. Times are by the event's clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from backchannel.model.moments import from_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import Event, Session
from backchannel.model.roles.question import Question, State
from backchannel.record.prose.gathered import Gathered, Part
from backchannel.record.prose.markdown import line, lines, link, note_lines, quote
from backchannel.record.reading import Asked, Highlight, Noted, Participant, Shared

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_STATES: Final = (
    ("Answered", (State.ANSWERED,)),
    ("Still open", (State.NOW, State.OPEN)),
    ("Parked", (State.PARKED,)),
    ("Left", (State.LEFT,)),
)
"""In which order questions are told, by what became of them."""


class Clock:
    """Says moments by the clock of an event, with the day where that is not understood."""

    def __init__(self, event: Event, day: date | None = None) -> None:
        """`day` is understood; without it the only day of the programme, if there is one."""
        self.zone, self._event = ZoneInfo(event.timezone), event
        self.days = sorted({self.day(each.starts) for each in event.sessions})
        self._usual = self.days[0] if day is None and len(self.days) == 1 else day

    def on(self, moment: datetime) -> Clock:
        """The same where the day of that moment is understood."""
        return Clock(self._event, self.day(moment))

    def said(self, moment: datetime) -> str:
        """`14:05`, or `16 January 2026, 14:05` on another day than the one of the programme."""
        here = moment.astimezone(self.zone)
        clock = f"{here.hour:02}:{here.minute:02}"
        return clock if here.date() == self._usual else f"{day_text(here.date())}, {clock}"

    def span(self, session: Session) -> str:
        """`14:00–14:45`, as it was run."""
        ends = session.ends.astimezone(self.zone)
        return f"{self.said(session.starts)}–{ends.hour:02}:{ends.minute:02}"

    def day(self, moment: datetime) -> date:
        """On which day that was."""
        return moment.astimezone(self.zone).date()


def day_text(day: date) -> str:
    """`16 January 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def head(found: Gathered, clock: Clock) -> Iterator[str]:
    """The title of the event, and of which moment this is."""
    event, changed = found.recorded.event, found.recorded.changed.astimezone(clock.zone)
    yield f"# {line(event.name)}"
    yield ""
    tags = " ".join(f"#{tag}" for tag in event.hashtags)
    where = f" · {link(event.url)}" if event.url else ""
    yield f"{line(tags)}{where}"
    yield ""
    when = f"{day_text(changed.date())}, {changed.hour:02}:{changed.minute:02}"
    yield f"What was known at {when}. Times are those of {line(event.timezone)}."


def programme(parts: Sequence[Part], clock: Clock, files: dict[str, str]) -> Iterator[str]:
    """The sessions as they were run, each with a link to its file where it has one."""
    if not any(part.session for part in parts):
        return
    yield from ("", "## Programme")
    day, is_begun = None, False
    for part in parts:
        if part.session is None and not files:
            continue
        starts = part.session and clock.day(part.session.starts)
        if starts and starts != day and len(clock.days) > 1:
            yield from ("", f"### {day_text(starts)}")
            is_begun = False
        day = starts or day
        yield from () if is_begun else ("",)
        is_begun = True
        yield _slot(part, clock, files.get(part.key, ""))


def _slot(part: Part, clock: Clock, file: str) -> str:
    title = f"[{line(part.title)}]({file})" if file else f"**{line(part.title)}**"
    if part.session is None:
        return f"- {title}"
    beside = (part.session.room, ", ".join(part.session.people))
    more = "".join(f" · {line(each)}" for each in beside if each)
    return f"- {clock.on(part.session.starts).span(part.session)} {title}{more}"


def part_lines(part: Part, clock: Clock, *, level: int) -> Iterator[str]:
    """A session with its highlights, questions and notes; `level` is that of its heading."""
    deeper = "#" * (level + 1)
    yield f"{'#' * level} {line(part.title)}"
    if part.session is not None:
        beside = (part.session.room, ", ".join(part.session.people))
        yield ""
        yield " · ".join([clock.span(part.session), *(line(each) for each in beside if each)])
        clock = clock.on(part.session.starts)
    if part.is_empty:
        yield from ("", "Nothing was pinned, asked or written down.")
    if part.highlights:
        yield from ("", f"{deeper} Highlights")
        for number, highlight in enumerate(part.highlights, 1):
            yield from _highlight(number, highlight, clock)
    if part.questions:
        yield from ("", f"{deeper} Questions")
        yield from _questions(part.questions, clock)
    if part.notes:
        yield from ("", f"{deeper} Notes", "")
        for noted in part.notes:
            yield from _note(noted, clock)


def actions(found: Gathered) -> Iterator[str]:
    """What is to be done."""
    if found.actions:
        yield from ("", "## Actions", "")
    for action in found.actions:
        lead = f"{line(action.part.title)}: " if action.part.session else ""
        told = note_lines if action.is_noted else lines
        yield from _item(lead, told(action.words))


def links(several: Iterable[Shared]) -> Iterator[str]:
    """Each with how often it was shared, and by how many people."""
    for number, shared in enumerate(several):
        if not number:
            yield from ("", "## Links", "")
        times = f"{shared.times:,} times" if shared.times != 1 else "once"
        people = f" by {shared.people:,} people" if shared.people > 1 else ""
        title = f"{line(shared.title)}: " if shared.title else ""
        yield f"- {title}{link(shared.url)} (shared {times}{people})"


def people(several: Iterable[Participant]) -> Iterator[str]:
    """Who took part, with how many posts."""
    for number, each in enumerate(several):
        if not number:
            yield from ("", "## People", "")
        author = each.author
        name = link(author.url, author.name) if author.url else line(author.name)
        posts = f"{each.posts:,} posts" if each.posts != 1 else "1 post"
        about = "".join(f" · {line(said)}" for said in (each.beside, each.role) if said)
        yield f"- {name}{about} · {posts}"


def _highlight(number: int, highlight: Highlight, clock: Clock) -> Iterator[str]:
    stored = highlight.pin.post
    yield from ("", f"**{number}.** {_byline(stored, clock)}", "", _quoted(stored))
    if not stored.post.cover:
        beside = list(_beside(stored))
        yield from ("", *beside) if beside else ()
    if highlight.pin.remark:
        yield from ("", *lines(highlight.pin.remark))


def _byline(stored: StoredPost, clock: Clock) -> str:
    author = stored.post.author
    handle = f" ({line(author.handle)})" if author.handle and author.handle != author.name else ""
    page = f" · {link(stored.post.url, 'open')}" if stored.post.url else ""
    return f"**{line(author.name)}**{handle} · {clock.said(from_micros(stored.posted))}{page}"


def _quoted(stored: StoredPost) -> str:
    post = stored.post
    if post.cover:
        return quote(post.cover)
    words = "\n\n".join(each for each in (post.title, post.text) if each.strip())
    alt = next((media.alt for media in post.media if media.alt), "")
    return quote(words or alt or f"({post.kind})")


def _beside(stored: StoredPost) -> Iterator[str]:
    """Where it leads, by the addresses themselves, and what is attached."""
    post = stored.post
    targets = [post.link or "", *(span.target for span in post.spans if span.kind == "link")]
    for target in dict.fromkeys(filter(None, targets)):
        yield f"- {link(target)}"
    for media in post.media:
        yield f"- {link(media.url, str(media.kind))}{f': {line(media.alt)}' if media.alt else ''}"


def _questions(several: Sequence[Asked], clock: Clock) -> Iterator[str]:
    for title, states in _STATES:
        found = [each.question for each in several if each.question.state in states]
        if found:
            yield from ("", f"{title}:", "")
        for question in found:
            yield f"- {line(question.words)} ({' · '.join(_about(question, clock))})"


def _about(question: Question, clock: Clock) -> Iterator[str]:
    yield line(question.asker)
    if question.votes > len(question.askers):
        yield "1 vote" if question.votes == 1 else f"{question.votes:,} votes"
    if question.state is State.ANSWERED and (at := question.taken_up or question.settled):
        yield f"answered {clock.said(at)}"


def _note(noted: Noted, clock: Clock) -> Iterator[str]:
    note = noted.note
    when = clock.said(note.at) if note.offset is None else offset_text(note.offset)
    post = noted.post
    about = ""
    if post is not None:
        shown = post.post.author.name
        about = f" → {link(post.post.url, shown) if post.post.url else line(shown)}"
    yield from _item(f"**{when}** ", note_lines(note.text), about)


def offset_text(seconds: int) -> str:
    """`+18:20`, since the session began; `-0:30` before."""
    hours, rest = divmod(abs(seconds), 3_600)
    minutes = f"{rest // 60:02}" if hours else f"{rest // 60}"
    sign = "-" if seconds < 0 else "+"
    return f"{sign}{f'{hours}:' if hours else ''}{minutes}:{rest % 60:02}"


def _item(lead: str, several: Iterable[str], end: str = "") -> Iterator[str]:
    """An item of a list, with all lines of a text."""
    first, *more = list(several) or [""]
    told = [f"- {lead}{first}", *(f"  {each}".rstrip(" ") for each in more)]
    told[-1] += end
    yield from told
