"""`sources kinds`: what can be followed, and what each kind wants to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.choice import json_option

if TYPE_CHECKING:
    from backchannel.sources.recognition.kinds import KindOfSource, Option


@click.command(name="kinds")
@click.argument("kind", required=False)
@json_option
def kinds_(kind: str | None, *, as_json: bool) -> None:
    """Every kind of source there is here, with what it needs; of one KIND all its options."""
    from backchannel.sources.recognition import kinds

    found = [kinds.kind(kind)] if kind else list(kinds.kinds())
    for each in found:
        if as_json:
            answer_json(_fields(each))
            continue
        needed = "".join(f" {option.name}=…" for option in each.options if option.is_needed)
        answer(f"{each.name}{needed}: {each.about}")
        for option in each.options if kind else ():
            answer(f"  {_option_line(option)}")


def _option_line(option: Option) -> str:
    unless = "needed" if option.is_needed else f"unless given: {option.default or 'nothing'}"
    return f"{option.name}: {option.means or option.takes} ({unless})"


def _fields(kind: KindOfSource) -> dict[str, object]:
    options = [
        {
            "name": each.name,
            "takes": each.takes,
            "means": each.means,
            "default": each.default,
            "needed": each.is_needed,
        }
        for each in kind.options
    ]
    return {"kind": kind.name, "about": kind.about, "pane": kind.pane, "options": options}
