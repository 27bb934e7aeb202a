"""What is known of a room: its messages, their edits, and what people are called."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from backchannel.model.post import Draft
from backchannel.sources.matrix.drafts import draft
from backchannel.sources.matrix.entities import Event, text

_MOST = 1_000  # messages whose edits can be put to them without asking
_MOST_PEOPLE = 5_000


@dataclass(frozen=True, slots=True)
class Told:
    """What some events come to. `missing` are ids of messages that must be looked up first."""

    drafts: tuple[Draft, ...] = ()
    gone: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rejected: int = 0
    is_secret: bool = False


class Room:
    """One room by its id. Events may come in any order, and more than once."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        self._messages: OrderedDict[str, Event] = OrderedDict()
        self._edits: OrderedDict[str, Event] = OrderedDict()
        self._names: OrderedDict[str, str] = OrderedDict()

    def meet(self, members: Iterable[Event | None]) -> None:
        """Learn what people are called."""
        for member in members:
            if member and member.type == "m.room.member" and member.state_key:
                self._names[member.state_key] = text(member.said.displayname)
                _bound(self._names, _MOST_PEOPLE)

    def take(self, events: Iterable[Event | None]) -> Told:
        """Drafts of what is new or changed, and the ids of what its people took back."""
        changed: dict[str, None] = {}
        gone: dict[str, None] = {}
        rejected, is_secret = 0, False
        for event in events:
            if event is None:
                rejected += 1
            elif event.type == "m.room.encrypted":
                is_secret = True
            elif event.is_redacted:
                gone[event.event_id] = None
            elif event.type == "m.room.redaction":
                target = text(event.redacts) or text(event.said.redacts)
                (changed if (original := self._reverted(target)) else gone)[original or target] = (
                    None
                )
            elif event.type in {"m.room.message", "m.sticker"}:
                changed[self._said(event)] = None
        for id_ in gone:
            self._messages.pop(id_, None)
        there = [id_ for id_ in changed if id_ in self._messages and id_ not in gone]
        return Told(
            drafts=tuple(self._draft(id_) for id_ in there),
            gone=tuple(filter(None, gone)),
            missing=tuple(id_ for id_ in changed if id_ not in self._messages and id_ not in gone),
            rejected=rejected,
            is_secret=is_secret,
        )

    def _said(self, event: Event) -> str:
        """Keep a message or an edit; the id of the message that is new or changed."""
        relation = event.relation
        if relation.rel_type == "m.replace" and relation.event_id:
            self._edit(relation.event_id, event)
            return relation.event_id
        self._messages[event.event_id] = event
        _bound(self._messages, _MOST)
        if event.latest is not None:
            self._edit(event.event_id, event.latest)
        return event.event_id

    def _edit(self, original: str, edit: Event) -> None:
        before = self._edits.get(original)
        if before is None or _order(before) < _order(edit):
            self._edits[original] = edit
            _bound(self._edits, _MOST)

    def _reverted(self, edit: str) -> str:
        """The id of the message whose edit was taken back: it must be looked up as it is now."""
        found = next((id_ for id_, each in self._edits.items() if each.event_id == edit), "")
        if found:
            del self._edits[found]
            self._messages.pop(found, None)
        return found

    def _draft(self, id_: str) -> Draft:
        """Only the sender of a message may edit it."""
        event, edit = self._messages[id_], self._edits.get(id_)
        if edit is not None and edit.sender != event.sender:
            edit = None
        return draft(event, edit, self.id, self._names.get(event.sender, ""))


def _order(event: Event) -> tuple[int, str]:
    return event.origin_server_ts, event.event_id


def _bound(kept: OrderedDict[str, Event] | OrderedDict[str, str], most: int) -> None:
    if len(kept) > most:
        kept.popitem(last=False)
