"""Sessions that are over with questions still open, as the desk says so."""

from __future__ import annotations

from backchannel.store.store import Reader
from backchannel.ui.widgets.said_line import SaidLine


class Over:
    """Says it once of each, and no longer than it is so."""

    def __init__(self, store: Reader, said: SaidLine) -> None:
        self._store, self._said = store, said
        self._session = self._last = ""

    async def look(self, *, may_say: bool) -> None:
        """Say it when another is asked about than before, if it `may_say` so; or take it back.

        Raises StoreError.
        """
        if not (may_say or self._last):
            return
        from backchannel.store.roles import ending  # a start waits for none

        found = await self._store.read(ending.ended)
        session = found.session if found else ""
        if session != self._session:
            self._said.take_back(self._last)
            self._last = ""
        if may_say and found is not None and session != self._session:
            from backchannel.ui.programme.rows import ended_text, questions_are

            self._last = f"{questions_are(found.open)} open, and {ended_text(found)}"
            self._said.say(self._last, "{programme} decides", is_problem=True)
        if may_say:
            self._session = session
