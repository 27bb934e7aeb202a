"""The posts that are in sight, as every pane shows them, for whoever only counts them."""

from __future__ import annotations

from backchannel.model.programme import zone_of
from backchannel.store import pages, search
from backchannel.store.connection import Connection
from backchannel.store.search.clauses import Params

_BY_PANE = (
    "SELECT place FROM posts INDEXED BY posts_by_pane "
    "WHERE pane = ? AND is_hidden = 0 AND gone_at IS NULL AND "
)


def in_sight(db: Connection, pane: str | None = None) -> search.Rows:
    """Those of a pane, None for all, without what rules mute.

    As far as the index can tell. What is muted for a time only is counted: to ask of each of the
    posts that came in minutes would take longer than these.
    """
    view = pages.View(pane, timezone=zone_of(search.event_of(db)).key)
    rows = pages.rows_of(db, view, is_counted=True)
    if not rows.is_slow:
        return rows
    return pages.rows_of(db, view, is_looked_at=True)


def places(
    db: Connection, pane: str, also: str, params: Params, *, order: str = ""
) -> tuple[str, Params]:
    """SQL and parameters of their places in a pane; as of `Rows.select`, without a column's name.

    Where no rule mutes anything an index answers alone.
    """
    rows = in_sight(db, pane)
    if not rows.is_plain:
        return rows.select("", also, params, order=order)
    sql = _BY_PANE + also.replace("{key}", "place")
    return f"{sql} ORDER BY place {order}" if order else sql, (pane, *params)
