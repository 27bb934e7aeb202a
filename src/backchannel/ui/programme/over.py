"""Sessions that are over with questions still open, as the desk says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backchannel.ui.keymap import keymap_of
from backchannel.ui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from backchannel.store.roles.ending import Ended


class Over:
    """Says it once of each for a while, and in few words for as long as it is so.

    `stand` is told these, the longest first, and none when nothing is to be decided any more. For a
    while it is said at the turn of a minute, when it `may_say` so: who ends a session with a key is
    asked about it anyway.
    """

    def __init__(self, said: SaidLine, stand: Callable[[Sequence[str]], None]) -> None:
        self._said, self._stand = said, stand
        self._session = self._last = ""
        self.may_say = False

    def tell(self, ended: Ended | None) -> None:
        """The session about which there is something to decide now."""
        session = ended.session if ended else ""
        if session != self._session:
            self._said.take_back(self._last)
            self._last = ""
        if ended is None:
            self._stand(())
        else:
            from backchannel.ui.programme.words import ended_text, questions_are, undecided

            self._stand(undecided(ended, keymap_of(self._said).said("programme")))
            if self.may_say and session != self._session:
                self._last = f"{questions_are(ended.open)} open, and {ended_text(ended)}"
                self._said.say(self._last, "{programme} decides", is_problem=True)
        if self.may_say:
            self._session, self.may_say = session, False
