"""What is known around a post, as lines: thread, places, edits, decisions, raw facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backchannel.clean.terminal import clean_line
from backchannel.model.board import Note
from backchannel.store.details import Answer, Known, Stamp
from backchannel.ui.details import edits as wordings
from backchannel.ui.details.contents import to
from backchannel.ui.details.figures import clock, moment, spoken_name
from backchannel.ui.details.paper import Goal, Paper, Part
from backchannel.ui.lines.amounts import counted, reactions
from backchannel.ui.lines.drawing import Role
from backchannel.ui.lines.summary import summary
from backchannel.ui.lines.widths import most_cells
from backchannel.ui.lines.wrap import crop

TAGS: Final = 50
INDENT: Final = 6
"""Steps that an answer is moved in by at most."""


def counts(paper: Paper, known: Known) -> None:
    """How it fared, and what it belongs to."""
    post, told = known.stored.post, reactions(known.stored)
    if told and known.stored.copies:
        told.append(f"in {counted(len(known.stored.copies) + 1, 'place')}")
    paper.begin(Part.COUNTS)
    about = {
        "Counts": " · ".join(told),
        "Tags": " ".join(f"#{tag}" for tag in post.tags[:TAGS]),
        "Language": post.language,
        "Session": known.session,
    }
    if any(about.values()):
        paper.put((("", Role.TEXT),), number=-3)
    for number, (label, text) in enumerate(about.items()):
        paper.item(number)
        paper.pair(label, text, Role.HASHTAG if label == "Tags" else Role.TEXT)


def thread(paper: Paper, known: Known) -> None:
    """What it answers and what answers it, moved in by depth; Enter goes to one of them."""
    found = known.thread
    if not (found.above or found.below or found.is_answer):
        return
    paper.begin(Part.THREAD, "Thread")
    if found.is_answer and not found.above:
        paper.item(1)
        paper.said("answers a post that is not held here", Role.ASIDE)
    for answer in found.above:
        _answer(paper, answer, "↑")
    paper.item(2)
    paper.put(((f"{_step(found.depth)}● this post", Role.TITLE),))
    for answer in found.below:
        _answer(paper, answer, "└")
    if found.has_more:
        paper.item(3)
        paper.said("more answers than are shown here", Role.ASIDE)


def _answer(paper: Paper, answer: Answer, sign: str) -> None:
    stored = answer.post
    paper.item(stored.place)
    lead = f"{_step(answer.depth)}{sign} "
    room = paper.drawing.width - most_cells(lead)
    said = summary(stored, room)
    if answer.trouble and not stored.is_gone:
        said = crop(f"{stored.post.author.name}: × {answer.trouble}", room)
    paper.put(((lead, Role.ASIDE), (said, Role.TEXT)), goal=Goal(place=stored.place))


def _step(depth: int) -> str:
    return "  " * min(depth, INDENT)


def seen(paper: Paper, known: Known) -> None:
    """Every source that gave it, and when for the first time."""
    paper.begin(Part.SEEN, "Seen in")
    for number, sighting in enumerate(known.seen):
        paper.item(number)
        paper.said(
            clean_line(f"{sighting.source} · first {clock(sighting.at, paper.drawing.timezone)}")
        )


def edits(paper: Paper, known: Known) -> None:
    """What changed from each wording to the next, the latest first."""
    if not known.revisions:
        return
    paper.begin(Part.EDITS, "Edits")
    after = known.stored.post
    for revision in reversed(known.revisions):
        paper.item(int(revision.until.timestamp()))
        paper.said(f"{clock(revision.until, paper.drawing.timezone)} it was changed", Role.ASIDE)
        for what, pieces in wordings.changed(revision.post, after):
            paper.flow(pieces, lead=(f"  {what}: ", Role.ASIDE))
        after = revision.post


def decided(paper: Paper, known: Known) -> None:
    """Everything people decided about it, with who, when and why."""
    lines = list(_decisions(paper, known))
    if not lines and not known.notes:
        return
    paper.begin(Part.DECIDED, "Decided")
    for number, text in lines:
        paper.item(number)
        paper.said(clean_line(text, limit=1_000))
    for place, note in enumerate(known.notes):
        paper.item(100 + len(known.notes) - place)
        _note(paper, note)


def _decisions(paper: Paper, known: Known) -> Iterator[tuple[int, str]]:
    if known.pin:
        remark = f": {known.pin.remark}" if known.pin.remark else ""
        stamp = _stamped(paper, Stamp(known.pin.by, known.pin.at))
        yield 1, f"◆ pin {known.pin.number}, {stamp}{remark}"
    if known.hiding:
        yield 2, f"× hidden {_stamped(paper, known.hiding)}"
    for number, mute in enumerate(known.mutes):
        until = f"until {clock(mute.until, paper.drawing.timezone)}" if mute.until else "for good"
        stamp = _stamped(paper, Stamp(mute.by, mute.at, mute.reason))
        yield 3 + number, f"× muted {until}: {mute.shown}, {stamp}"
    if known.stash:
        yield 10, f"put aside {_stamped(paper, known.stash)}"
    if known.question:
        yield 11, f"? question {_stamped(paper, known.question)}"


def _note(paper: Paper, note: Note) -> None:
    stamp = f"by {note.by}, {clock(note.at, paper.drawing.timezone)}"
    paper.said(note.text, lead=("note ", Role.ASIDE))
    paper.said(clean_line(stamp), Role.ASIDE, lead=("     ", Role.ASIDE))


def _stamped(paper: Paper, stamp: Stamp) -> str:
    reason = f": {stamp.reason}" if stamp.reason else ""
    return f"by {stamp.by}, {clock(stamp.at, paper.drawing.timezone)}{reason}"


def facts(paper: Paper, known: Known) -> None:
    """What the store says of it, as it says it."""
    stored, zone = known.stored, paper.drawing.timezone
    post = stored.post
    paper.begin(Part.FACTS, "Facts")
    sources = [sighting.source for sighting in known.seen]
    others = [spoken_name(name, sources) for name in known.names if name != post.id]
    about: list[tuple[str, str]] = [
        ("Number", f"{stored.number}"),
        ("Id", spoken_name(post.id, sources)),
        *(("Also", name) for name in others),
        ("Page", post.url or "none"),
        ("Published", moment(post.published, zone) if post.published else "not said"),
        ("First seen", moment(stored.first_seen, zone)),
        ("Edited", moment(post.edited, zone) if post.edited else ""),
        ("Deleted", _deleted(paper, known)),
        ("Answers", post.reply_to),
        ("Sources", ", ".join(stored.seen_on)),
        ("Pane", stored.pane),
        ("Version", f"{stored.version}"),
        *(("Cut", cut) for cut in post.cut),
    ]
    for number, (label, text) in enumerate(about):
        paper.item(number)
        paper.pair(label, text, goal=to(post.url) if label == "Page" else None)


def _deleted(paper: Paper, known: Known) -> str:
    if known.gone is None:
        return ""
    return f"{moment(known.gone.at, paper.drawing.timezone)}, told by {known.gone.by}"


def summed_up(paper: Paper, known: Known) -> None:
    """The thread, the edits and the notes as numbers; the details hold them."""
    paper.begin(Part.THREAD)
    found = known.thread
    said = []
    if found.is_answer:
        said.append("answers another post")
    if found.below:
        held = len(found.below)
        answers = f"{held}+ answers" if found.has_more else counted(held, "answer")
        said.append(f"{answers} held")
    if len(known.seen) > 1:
        said.append(f"seen in {counted(len(known.seen), 'source')}")
    if known.revisions:
        said.append(counted(len(known.revisions), "earlier wording"))
    if known.notes:
        said.append(counted(len(known.notes), "note"))
    if said:
        paper.put((("", Role.TEXT),), number=-3)
        paper.said(" · ".join(said), Role.ASIDE)
