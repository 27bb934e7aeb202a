"""How many posts are asked for on a command line."""

from __future__ import annotations

import click


class Count(click.ParamType[int | None]):
    """A number of posts, or `all`, which is None."""

    name = "count"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        """Raises what click raises for a wrong word."""
        if value == "all" or value is None:
            return None
        if isinstance(value, int):
            return value
        if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            return int(value)
        raise click.BadParameter("must be a number or all", ctx, param)
