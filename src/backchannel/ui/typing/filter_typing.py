"""A filter while it is typed: every keystroke filters, and a mistake leaves the last result."""

from __future__ import annotations

from backchannel.model.query import QueryError
from backchannel.ui.finding.filtering import Filtering
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.key_line import KeyLine


class FilterTyping:
    """Knows which pane the line for a filter is about while it is open.

    What is wrong is said in the row of the keys; where that is not seen (`is_low`), in the line.
    """

    def __init__(self, entry: Entry, keys: KeyLine) -> None:
        self._entry, self._keys = entry, keys
        self._filtering: Filtering | None = None
        self.is_low = False

    def begin(self, filtering: Filtering, label: str) -> None:
        """Type a filter; what it was before is there to be changed, and filters again."""
        self._filtering = filtering
        self._entry.answer("")
        self._say(None)
        text = filtering.text or filtering.last
        self._entry.open(text, f" / {label} " if label else " / ", is_selected=True)
        self.understand(text)

    def is_about(self, filtering: Filtering) -> bool:
        """Whether somebody types a filter for this pane."""
        return self._entry.is_open and self._filtering is filtering

    def understand(self, text: str) -> bool:
        """Filter by it, or else say what is wrong."""
        if self._filtering is None:
            return False
        try:
            self._filtering.typed(text)
        except QueryError as error:
            self._say(error)
            return False
        self._say(None)
        return True

    def tallied(self, tally: str) -> None:
        """Say beside the filter how much it lets through."""
        if not self._entry.is_wrong:
            self._entry.answer(tally)

    def end(self) -> None:
        """The line is closed."""
        self._keys.complain("")

    def _say(self, error: QueryError | None) -> None:
        extent = (error.position, error.position + error.length) if error else None
        said = str(error) if error else ""
        self._entry.underline(extent, said if self.is_low else "")
        self._keys.complain(said)
