"""A reply, or a post to the event: written, looked at, and sent by a second key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from msgspec import Struct
from textual import events, on  # Textual looks at a method's annotations
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from backchannel.clean.terminal import clean_text
from backchannel.errors import StoreError
from backchannel.model.outgoing import Account, Outgoing, Words, label_of, left
from backchannel.store.outgoing.answers import Asked
from backchannel.ui.joining import wording
from backchannel.ui.joining.letters import Letter, Letters
from backchannel.ui.joining.proof import Proof
from backchannel.ui.joining.words_area import WordsArea
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.hints import BETWEEN
from backchannel.ui.lines.wrap import crop
from backchannel.ui.screens.modal import PanelScreen
from backchannel.ui.widgets.ask_line import AskLine
from backchannel.ui.widgets.frame import Frame

_SENDS: Final = Keyed("Enter sends it · ↑ ↓ scroll · Esc goes back to the words")
_LEAST: Final = 11
_MOST: Final = 18
"""Lines that it takes; fewer only where a terminal has no more."""

_WARNING_LIMIT: Final = 500
_LANGUAGE_LIMIT: Final = 35


class Subject(Struct, frozen=True):
    """What somebody writes about: a title, what is answered in one line, and who can."""

    title: str
    about: str
    asked: Asked


Done = Callable[[Outgoing | None], Awaitable[None]]


class Compose(PanelScreen[None]):
    """Over the lower part of the desk, as low as can be: what is read above it is not covered.

    `done` hears what is to be sent, or None when the words wait.
    """

    DEFAULT_CSS = """
    Compose {
        align: center bottom;
        background: $background 30%;
        & > Frame { width: 100%; }
        & Hint { padding: 0; }
        & .compose--about { height: 1; color: $text-muted; }
        & .compose--facts { height: 1; color: $text-muted; }
        & .compose--facts.-over { color: $text-error; text-style: bold; }
        & Static { text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    def __init__(self, letter: Letter, subject: Subject, letters: Letters, done: Done) -> None:
        super().__init__()
        self._letter, self._letters, self._done = letter, letters, done
        self._asked, self._subject = subject.asked, subject
        words = letter.words
        accounts = self._asked.accounts
        named = [each for each in accounts if words and each.name == words.account]
        self._account: Account = (named or accounts)[0]
        self._language = words.language if words else ""
        self._warning = words.warning if words else ""
        self._is_sending = False
        self._about = Static(classes="compose--about")
        self._facts = Static(classes="compose--facts")
        self._area, self._proof, self._ask = WordsArea(self.tell), Proof(), AskLine()

    def compose(self) -> ComposeResult:
        """What is answered, the words or how they will read, what goes with them, the keys."""
        with Frame() as self._frame:
            self._frame.border_title = Content(self._subject.title)
            yield self._about
            with Vertical():
                yield self._area
                yield self._proof
            yield self._ask
            yield self._facts
            yield self.foot

    def on_mount(self) -> None:
        """Take the keyboard at once: letters may be waiting."""
        self._fit()
        text, at = self._first_words()
        self._area.load_text(text)
        self._area.put(text, at)
        self.set_focus(self._area, scroll_visible=False)
        self._draw()
        if problem := self._letter.problem or self._account.problem:
            self.tell(problem, is_problem=True)

    def on_resize(self) -> None:
        """As many lines as there is room for."""
        self._fit()
        self._draw()

    def _fit(self) -> None:
        height = self.app.size.height
        self._frame.styles.height = min(max(height * 2 // 5, _LEAST), _MOST, height)
        self._about.display = height >= _LEAST

    def _first_words(self) -> tuple[str, int]:
        if self._letter.words is not None:
            return self._letter.words.text, wording.end(self._letter.words.text, self._asked.tag)
        return wording.begun(self._beginning(self._account), self._asked.tag)

    def _beginning(self, account: Account) -> str:
        return dict(self._asked.beginnings).get(account.name, "")

    @property
    def words(self) -> Words:
        """All of it as it is now."""
        return Words(
            self._account.name,
            self._area.text,
            self._language,
            self._warning,
            self._letter.reply_to,
        )

    @property
    def _left(self) -> int:
        return left(clean_text(self._area.text), self._account, self._warning)

    def _changed(self) -> None:
        """Keep it, and say what there is now."""
        is_begun = wording.is_begun(self._area.text, self._asked) or bool(self._warning)
        self._letters.change(self._letter, self.words if is_begun else None)
        self._draw()

    def _draw(self) -> None:
        room, width = self._left, self._facts.content_size.width or self.app.size.width - 4
        count = f"{room:,} left" if room >= 0 else f"✕ {-room:,} too many"
        language = self._language or self._account.language
        kind = "label" if label_of(self._warning, self._account.network) else "warning"
        facts = [
            count,
            self._account.name,
            *([f"{kind}: {self._warning}"] if self._warning else []),
            f"in {language}" if language else "no language",
        ]
        self._facts.set_class(room < 0, "-over")
        self._facts.update(Content(crop(BETWEEN.join(facts), width)), layout=False)
        self._about.update(Content(crop(self._subject.about, width)), layout=False)
        if not self._proof.display:
            self.foot.say(self._keys)

    @property
    def _keys(self) -> Keyed:
        """What can be done, the most important first."""
        parts = ["{compose.preview} preview", "{compose.warning} warning"]
        parts[1:1] = ["{compose.account} other account"] * (len(self._asked.accounts) > 1)
        parts += ["{compose.language} language"] + ["{compose.tag} tag"] * bool(self._asked.tag)
        return Keyed(BETWEEN.join((*parts, "Esc goes back")))

    # Keys, while one writes

    async def action_leave(self) -> None:
        """Esc: the words wait."""
        self._changed()
        self.dismiss()
        await self._done(None)

    def action_account(self) -> None:
        """Tab: with the next account that can."""
        accounts = self._asked.accounts
        if len(accounts) < 2:
            self.tell("No other account of yours can")
            return
        old, number = self._account, accounts.index(self._account)
        self._account = accounts[(number + 1) % len(accounts)]
        begun = self._beginning(old), self._beginning(self._account)
        text, more = wording.rebegun(self._area.text, *begun)
        self._area.put(text, self._area.at + more)
        if self._account.problem:
            self.tell(self._account.problem, is_problem=True)
        self._changed()

    def action_tag(self) -> None:
        """Add the event's tag, or take it away."""
        tag, text, at = self._asked.tag, self._area.text, self._area.at
        if not tag:
            self.tell("The event has no tag")
            return
        has_it = wording.has_tag(text, tag)
        self._area.put(
            wording.without_tag(text, tag) if has_it else wording.with_tag(text, tag), at
        )
        self._changed()

    def action_warning(self) -> None:
        """What a reader must open first."""
        self._ask.ask("content warning", self._warn, self._warning, limit=_WARNING_LIMIT)

    async def _warn(self, typed: str) -> None:
        self._warning = typed
        self._changed()

    def action_language(self) -> None:
        """In which language it is."""
        self._ask.ask("language", self._speak, self._language, limit=_LANGUAGE_LIMIT)

    async def _speak(self, typed: str) -> None:
        try:
            self._language = wording.language_of(typed)
        except ValueError as error:
            self._ask.ask("", self._speak, typed, limit=_LANGUAGE_LIMIT, problem=str(error))
        else:
            self._changed()

    @on(AskLine.Answered)
    def _answered(self, event: AskLine.Answered) -> None:
        event.stop()
        if not self._ask.is_asking:  # else it is asked once more
            self._ask.close()
            self.set_focus(self._area, scroll_visible=False)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed()

    # The preview, and sending

    def action_preview(self) -> None:
        """See how it will read, if it can be sent."""
        self._changed()
        if not wording.is_begun(self._area.text, self._asked):
            self.tell("Nothing is written yet")
        elif self._left < 0:
            self.tell(f"{-self._left:,} too many for {self._account.name}; shorten it first")
        else:
            self._area.display = False
            self._proof.show(self.words, self._account)
            self.set_focus(self._proof, scroll_visible=False)
            self.foot.say(_SENDS)

    def action_back_to_words(self) -> None:
        """Esc: write on."""
        self._proof.display = False
        self._area.display = True
        self.set_focus(self._area, scroll_visible=False)
        self._draw()

    async def action_send(self) -> None:
        """Enter; a second one, while the first is done, is not meant."""
        if self._is_sending:
            return
        self._is_sending = True
        try:
            row = await self._letters.send(self._letter)
        except StoreError as error:
            self.tell(f"Not sent: {error}", is_problem=True)
            return
        finally:
            self._is_sending = False
        self.dismiss()
        await self._done(row)

    @on(events.ScreenResume)
    def _again(self) -> None:
        self._draw()
