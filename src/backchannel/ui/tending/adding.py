"""Adding a source: where and what it is, what else has to be known, whether it can be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from backchannel.clean.addresses import is_local
from backchannel.config.secrets import redacted
from backchannel.errors import ConfigError, StoreError
from backchannel.model.source import Proposal, together
from backchannel.store.store import Reader
from backchannel.store.tending import errands
from backchannel.store.tending.errands import STALE, Wish
from backchannel.ui.commands import Where, bindings
from backchannel.ui.deciding.acts import UNDOES, Acts, Voice
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.times import Zone, clock_on
from backchannel.ui.screens.modal import PanelScreen
from backchannel.ui.tending.tender import Question, Tender
from backchannel.ui.tending.words import beside, choices, errand_text, options_text, problem
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.frame import Frame
from backchannel.ui.widgets.rows import Row, Rows

LOOK: Final = 0.3
"""Seconds between two looks at whether the collector has answered."""

LONGEST: Final = 2_000

_WAYS: Final = (
    ("blog.example", "a blog, a forum, a server: what is there is found out"),
    ("#tag@host", "a hashtag on a Mastodon server"),
    ("@person@host", "what somebody posts there"),
    ("irc://host/#channel", "a channel"),
    ("#room:host", "a room on Matrix"),
    ("bluesky, flickr, …", "a kind of place; `backchannel sources kinds` lists them"),
)
_WHERE: Final = Keyed("Enter goes on · Esc goes back")
_CHOOSE: Final = Keyed("{rows.open} or a digit chooses · Esc goes back")
_ADD: Final = Keyed(
    "{rows.open} adds it · {sources.everything} everything there, or the tag only · Esc goes back"
)
_NOBODY: Final = "nobody is collecting, so nobody can look there; name its kind, as in: feed"


class AddSource(PanelScreen[None]):
    """Asks one thing after the other. Nothing is written before the last Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Where.ADDING),
        Binding("escape,q", "back", "Back", id="panel.back"),
        *(Binding(digit, f"choose('{digit}')", show=False) for digit in "123456789"),
    ]
    DEFAULT_CSS = (
        "AddSource { align: center middle; & > Frame { max-width: 100; max-height: 22; } }"
    )

    def __init__(self, store: Reader, acts: Acts, zone: Zone, tender: Tender, say: Voice) -> None:
        super().__init__(_WHERE)
        self._store, self._acts, self._zone = store, acts, zone
        self._tender, self._voice = tender, say
        self.rows = Rows(aside_lines=2)
        self._entry = Entry(" Where? ", id="source-entry")
        self._text = self._here = ""
        self._proposals: Sequence[Proposal] = ()
        self._kind = ""
        self._said: dict[str, str] = {}
        self._questions: list[Question] = []
        self._asked_for: Sequence[Question] = ()
        self._errand: int | None = None
        self._is_ready = False

    def compose(self) -> ComposeResult:
        """What is known, where one types, and what the keys do."""
        with Frame() as frame:
            frame.border_title = Content("Add a source")
            yield self.rows
            yield self._entry
            yield self.foot

    def on_mount(self) -> None:
        """Ask where."""
        self._ask_where()
        self.set_interval(LOOK, self._look)

    def action_back(self) -> None:
        """Esc: what was found is left for other words."""
        self._ask_where()

    async def action_choose(self, digit: str) -> None:
        """One of several, by its digit."""
        row = next((each for each in self.rows.rows if each.lead == digit), None)
        if row is not None and self._proposals:
            await self._take(self._proposals[int(row.key) - 1])

    async def action_everything(self) -> None:
        """Whether all that is there belongs to the event, or only what bears its tag."""
        if self._is_ready:
            if self._said.pop("tagged", "") != "true":
                self._said["tagged"] = "true"
            await self._try()

    @on(Entry.Left)
    def _left(self, event: Entry.Left) -> None:
        event.stop()
        if self._questions:
            self._ask_where()
        else:
            self.dismiss()

    @on(Entry.Kept)
    async def _kept(self, event: Entry.Kept) -> None:
        event.stop()
        text = event.text.strip()
        if not self._questions:
            await self._recognise(text)
        elif text:
            self._answer(self._questions.pop(0).key, text)
            await self._go_on()
        else:
            self.tell(f"it needs {self._questions[0].key}", is_problem=True)

    @on(Rows.Opened)
    async def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        if self._is_ready:
            await self._add()
        elif self._proposals and event.row.key.isdecimal():
            await self._take(self._proposals[int(event.row.key) - 1])

    def _answer(self, key: str, text: str) -> None:
        """Whoever types an address of this machine or network means one."""
        self._said[key] = text
        if key in {"server", "url", "relays"} and is_local(text):
            self._said["local"] = "true"

    def _ask_where(self, wrong: str = "") -> None:
        self._proposals, self._questions, self._errand = (), [], None
        self._is_ready = False
        self.rows.show([Row(where, where, what) for where, what in _WAYS])
        self.foot.say(_WHERE)
        self._entry.input.max_length = LONGEST
        self._entry.open(self._text, " Where? ")
        if wrong:
            self.tell(wrong, is_problem=True)

    async def _recognise(self, text: str) -> None:
        self._text = text
        if not text:
            return
        try:
            found = await self._tender.recognise(text)
        except ConfigError as error:
            self._ask_where(problem(error))
            return
        self._proposals = found.proposals
        self._here = found.address if found.is_local else ""
        if found.address:
            self._errand = await self._acts.ask(Wish(found.address, local=found.is_local))
        if self._errand is not None:
            self._show_rows(
                [Row("", "◌", f"Looking at {redacted(found.address)} …", self._asked())]
            )
            self.foot.say(_WHERE)
        elif found.proposals:
            await self._offer(found.proposals)
        else:
            self._ask_where(f"{_NOBODY} {text}" if found.address else found.hint)

    async def _offer(self, proposals: Sequence[Proposal]) -> None:
        self._proposals = proposals
        if len(proposals) == 1:
            await self._take(proposals[0])
        else:
            self._show_rows(choices(proposals))
            self.foot.say(_CHOOSE)

    async def _take(self, proposal: Proposal) -> None:
        self._kind, self._said, self._proposals = proposal.kind, dict(proposal.options), ()
        try:
            self._asked_for = await self._tender.questions(self._kind, self._said)
        except ConfigError as error:
            self._ask_where(problem(error))
            return
        self._questions = list(self._asked_for)
        await self._go_on()

    async def _go_on(self, text: str = "") -> None:
        if not self._questions:
            await self._try()
            return
        self.foot.settle()
        question = self._questions[0]
        known = Row("", self._kind, options_text(self._said))
        self.rows.show([known, Row("?", question.key, question.means)])
        self._entry.open(text, f" {question.key}? ")

    async def _ask_again(self, error: ConfigError) -> None:
        """What was answered stays, to be mended where it is wrong."""
        said = error.key or error.problem  # a kind begins its own complaints with the key
        asked = next((each for each in self._asked_for if said.startswith(each.key)), None)
        if asked is None:
            self._ask_where(problem(error))
            return
        self._questions = [asked]
        await self._go_on(self._said.pop(asked.key, ""))
        self.tell(problem(error), is_problem=True)

    async def _try(self) -> None:
        """Show what would be written, and have it read meanwhile."""
        try:
            trial = await self._tender.tried(self._kind, self._said)
        except ConfigError as error:
            await self._ask_again(error)
            return
        spec = trial.spec
        self._is_ready = True
        self._errand = await self._acts.ask(Wish(spec=spec))
        which = "everything there" if spec.tagged else "what bears the tag"
        token = f"a token, if it needs one: {trial.token_place}"
        self._plan = Row(
            "add",
            "▸",
            f"{spec.name} ({spec.kind}), {which}, into {trial.file}",
            options_text(spec.options),
            more=(token,) if trial.token_place else (),
        )
        self._show_rows([self._plan, Row("test", "◌", self._asked() or "nobody is collecting")])
        self.foot.say(_ADD)

    async def _add(self) -> None:
        try:
            spec = await self._tender.add(self._kind, self._said)
        except (ConfigError, StoreError) as error:
            self.tell(problem(error), is_problem=True)
            return
        self.dismiss()
        self._voice(f"Added  {spec.name}", UNDOES)

    async def _look(self) -> None:
        """Whether the collector has answered."""
        if self._errand is None:
            return
        try:
            errand = await self._store.read(errands.errand, self._errand)
        except StoreError as error:
            self.tell(str(error), is_problem=True)
            return
        now = self._store.now()
        if errand is None or (errand.answer is None and now - errand.at <= STALE):
            return
        self._errand = None
        if self._is_ready:
            text = errand_text(errand, now, self._zone())
            is_bad = errand.answer is None or getattr(errand.answer.probe, "access", "") != "ok"
            self.rows.show([self._plan, Row("test", "✕" if is_bad else "●", text, is_loud=is_bad)])
        elif errand.answer is not None and errand.answer.proposals:
            seen = [beside(each, self._here) for each in errand.answer.proposals]
            await self._offer(together(seen, self._proposals))
        elif self._proposals:
            await self._offer(self._proposals)
        else:
            self._ask_where(errand.answer.problem if errand.answer else "no answer")

    def _show_rows(self, rows: Sequence[Row]) -> None:
        self.foot.settle()
        self._entry.close()
        self.rows.show(rows)
        self.rows.focus()
        self.rows.choose(rows[0].key)

    def _asked(self) -> str:
        now = self._store.now()
        return f"asked {clock_on(now, now, self._zone())} …" if self._errand is not None else ""
