"""A list of short things as one widget that draws lines: notes, pins, what is hidden, health."""

from backchannel.ui.widgets.rows.kept import KeptRows
from backchannel.ui.widgets.rows.row import Row
from backchannel.ui.widgets.rows.widget import Rows

__all__ = ["KeptRows", "Row", "Rows"]
