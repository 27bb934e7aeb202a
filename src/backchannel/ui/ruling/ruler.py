"""Rules and alerts at the desk: the line that stays until it is seen, and making a rule."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from backchannel.model.programme import Alert, Rule
from backchannel.model.roles.alert import Alerted
from backchannel.model.roles.rule import LONGEST_NAME, Level, alert_of
from backchannel.model.tags import canonical
from backchannel.store.roles.rules import alerts
from backchannel.ui.keymap import Keyed, with_keys
from backchannel.ui.ruling.acts import RuleActs
from backchannel.ui.ruling.words import does
from backchannel.ui.widgets.ask_line import Then
from backchannel.ui.widgets.rows import Row

if TYPE_CHECKING:
    from backchannel.ui.desk.screen import Desk

WAITING: Final = Keyed("{tell_presenter} tells the presenter, {alerts} seen")

_USUAL: Final = Alert(5, timedelta(minutes=3))

_CHOICES: Final[tuple[Rule, ...]] = (
    Rule("", "", highlight=True),
    Rule("", "", highlight=Level.HIGH),
    Rule("", "", highlight=Level.LOW),
    Rule("", "", mute=True),
    Rule("", "", mute=timedelta(hours=2)),
    Rule("", "", pin=True),
    Rule("", "", tag="…"),
    Rule("", "", alert=_USUAL),
    Rule("", "", file="…"),
)


class Ruler:
    """Of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.acts = RuleActs(desk.pen, desk.preferences.by, desk.said.say)
        self.deeds: Mapping[str, Callable[[], Awaitable[None]]] = {
            "save_rule": self.save_rule,
            "tell_presenter": self.acts.tell_presenter,
        }

    async def look(self) -> None:
        """Say what nobody has seen yet. Raises StoreError."""
        waiting = await self._desk.store.read(alerts.unseen)
        self._desk.said.stand(standing(waiting, with_keys(self._desk, WAITING)), about="alert")

    async def save_rule(self) -> None:
        """`:` Save as rule: what the filter of the pane in front finds."""
        panes = self._desk.panes
        filtering = panes.filters[panes.active] if panes.has_stream else None
        when = filtering.text.strip() if filtering is not None else ""
        if not when:
            say = self._desk.said.say
            say(Keyed("There is no filter to make a rule of; {filter} makes one"), is_problem=True)
            return
        rows = [Row(str(n), str(n), does(rule)) for n, rule in enumerate(_CHOICES, 1)]

        async def chosen(row: Row) -> None:
            rule = replace(_CHOICES[int(row.key) - 1], when=when)
            if rule.tag:
                await self._desk.bottom.ask("which tag does it give?", self._tagging(rule))
            elif rule.file:
                await self._desk.bottom.ask("under which session?", self._filing(rule))
            elif rule.alert is not None:
                await self._ask_threshold(rule, "5 people within 3m")
            else:
                await self._ask_name(rule, when)

        self._desk.later.deeds.offer(f"What is done with {when}", rows, chosen)

    def _tagging(self, rule: Rule) -> Then:
        async def tag(word: str) -> None:
            bare = word.strip().lstrip("#＃")
            if not bare:
                return
            if len(bare.split()) > 1 or not canonical(bare):
                problem = "a tag is one word"
                question = "which tag does it give?"
                await self._desk.bottom.ask(question, self._tagging(rule), word, problem=problem)
                return
            await self._ask_name(replace(rule, tag=bare), bare)

        return tag

    def _filing(self, rule: Rule) -> Then:
        async def file(session: str) -> None:
            if session.strip():
                await self._ask_name(replace(rule, file=session.strip()), rule.when)

        return file

    async def _ask_threshold(self, rule: Rule, text: str, problem: str = "") -> None:
        async def threshold(said: str) -> None:
            if not said.strip():
                return
            if (alert := alert_of(said)) is None:
                await self._ask_threshold(rule, said, "say it like 5 people within 3m")
                return
            await self._ask_name(replace(rule, alert=alert), rule.when)

        await self._desk.bottom.ask("alert at how many people?", threshold, text, problem=problem)

    async def _ask_name(self, rule: Rule, name: str) -> None:
        async def make(said: str) -> None:
            if said.strip():
                await self.acts.make(replace(rule, name=said))

        question, limit = "name of the rule", LONGEST_NAME
        await self._desk.bottom.ask(question, make, name[:LONGEST_NAME], limit=limit)


def standing(waiting: Sequence[Alerted], keys: str) -> str:
    """The latest, how many more, and what can be done; empty when there is nothing."""
    if not waiting:
        return ""
    more = f" (and {len(waiting) - 1} more)" if len(waiting) > 1 else ""
    return f"▲ {waiting[0].text}{more} · {keys}"
