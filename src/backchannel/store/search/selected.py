"""The rows of a view, of one table or of two that have none in common: how they are selected."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from backchannel.store.search.clauses import Params


class Arm(Struct, frozen=True):
    """Everything after SELECT columns, what it is walked by, and the index it is walked along."""

    sql: str
    params: Params
    key: str
    table: str = ""


class Rows(Struct, frozen=True):
    """The rows of a view; each is in one of the arms.

    `is_slow` when each row is looked at by itself, so that few matches may cost a walk through all.
    `is_plain` when every post in sight is among them. `is_steady` when one that is among them is so
    as long as it stays as it is, whatever time it is and whatever other posts there are. What rules
    mute is among them, too, when they `has_muted`: whoever reads them takes it away.
    """

    arms: tuple[Arm, ...]
    is_slow: bool = False
    is_plain: bool = False
    is_steady: bool = False
    has_muted: bool = False

    @property
    def is_indexed(self) -> bool:
        """Whether they are walked along the index."""
        return all(arm.table for arm in self.arms)

    def within(self, also: str, params: Params) -> Rows:
        """Those of which one more condition is true, in which `{key}` is the place."""
        arms = (
            replace(arm, sql=f"{arm.sql} AND {_named(arm, also)}", params=(*arm.params, *params))
            for arm in self.arms
        )
        return replace(self, arms=tuple(arms))

    def select(
        self, more: str = "", also: str = "", params: Params = (), *, order: str = ""
    ) -> tuple[str, Params]:
        """SQL and parameters of the places, and `more` columns of `posts p` after each.

        `also` is one more condition, with `params`. `order` is ASC or DESC, by place; several arms
        are merged then, and none is sorted. In both texts `{key}` is the place, `{table}` the
        index. LIMIT may follow.
        """
        columns = f"{{key}}, {more}" if more else "{key}"
        sql = " UNION ALL ".join(_in(arm, f"SELECT {columns} ", also) for arm in self.arms)
        return f"{sql} ORDER BY 1 {order}" if order else sql, self._params(params)

    def count(self, also: str = "", params: Params = ()) -> tuple[str, Params]:
        """SQL and parameters of how many they are."""
        counted = [_in(arm, "SELECT count(*) AS found ", also) for arm in self.arms]
        whole = f"SELECT sum(found) FROM ({' UNION ALL '.join(counted)})"
        return whole if len(counted) > 1 else counted[0], self._params(params)

    def _params(self, also: Iterable[str | int]) -> Params:
        return tuple(param for arm in self.arms for param in (*arm.params, *also))


def _in(arm: Arm, select: str, also: str) -> str:
    asked = f"{arm.sql} AND {_named(arm, also)}" if also else arm.sql
    return _named(arm, select) + asked


def _named(arm: Arm, sql: str) -> str:
    return sql.replace("{key}", arm.key).replace("{table}", arm.table)
