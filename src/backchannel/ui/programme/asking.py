"""Asks what becomes of the questions that are open when a session is over."""

from __future__ import annotations

from collections.abc import Sequence

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.store.roles import ending
from backchannel.store.roles.ending import Ended, Fate
from backchannel.ui.deciding.acts import UNDOES, Voice
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.amounts import counted
from backchannel.ui.programme.words import ended_text, questions_are
from backchannel.ui.screens.panel import ChoicePanel
from backchannel.ui.widgets.rows import Row

_DONE = {Fate.CARRY_OVER: "Carried over", Fate.PARK: "Parked", Fate.LEAVE: "Left"}


def fate_panel(ended: Ended, pen: Pen, by: str, say: Voice) -> ChoicePanel:
    """Carry over, park or leave; a digit each. Esc asks again later."""
    to = f" to {clean_line(ended.then.title)}" if ended.then else ", to no session"
    stays = "; the one that is answered now stays so" if ended.has_now else ""
    rows = [
        Row("1", "1", f"Carry them over{to}", "they come in its queue"),
        Row("2", "2", "Park them", f"to be answered later, or elsewhere{stays}"),
        Row("3", "3", "Leave them", f"they will not be answered{stays}"),
    ]
    fates = dict(zip(("1", "2", "3"), Fate, strict=True))

    async def load() -> Sequence[Row]:
        return rows

    async def chosen(row: Row) -> None:
        fate = fates[row.key]
        try:
            count = await pen.write(ending.settle, ended.session, fate, by)
        except StoreError as error:
            say(f"Not stored: {error}", is_problem=True)
        else:
            say(f"{_DONE[fate]}  {counted(count, 'question')}", UNDOES)

    title = f"{ended_text(ended)}: {questions_are(ended.open)} open"
    hint = Keyed("{rows.open} or a digit chooses · Esc asks again later")
    return ChoicePanel(title, hint, "", load, go=chosen)
