"""Sessions that are over with questions still open, as the desk says so."""

from __future__ import annotations

from backchannel.store.store import Reader
from backchannel.ui.widgets.said_line import SaidLine


class Over:
    """Says it once of each, and no longer than it is so."""

    def __init__(self, store: Reader, said: SaidLine) -> None:
        self._store, self._said = store, said
        self._told: set[str] = set()
        self._last = ""

    async def look(self, *, may_say: bool) -> None:
        """Say it where it `may_say` and has not; take back what was decided. Raises StoreError."""
        if not (may_say or self._last):
            return
        from backchannel.store.roles import ending  # a start waits for none

        found = await self._store.read(ending.ended)
        if found is None:
            self._said.take_back(self._last)
            self._last = ""
        elif may_say and found.session.name not in self._told:
            self._told.add(found.session.name)
            are = "question is" if found.open == 1 else "questions are"
            self._last = f"{found.open} {are} open, and {found.session.title} is over"
            self._said.say(self._last, "{programme} decides", is_problem=True)
