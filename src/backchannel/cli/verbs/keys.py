"""`keys`: every action of the desk, with the keys that it has here."""

from __future__ import annotations

import click

from backchannel.cli.answers import answer, answer_json, complain, say
from backchannel.cli.choice import json_option
from backchannel.cli.exit_codes import DONE, MISTAKE
from backchannel.config.places import places
from backchannel.config.user_file import read_user_file


@click.command(name="keys")
@json_option
def keys_(*, as_json: bool) -> int:
    """Every action of the desk: its id for [keys], its keys here, where, and what it does."""
    from backchannel.ui.key_names import shown
    from backchannel.ui.keymap import in_force, understood

    changed, wrong = understood(read_user_file(places().user_file).keys)
    commands = in_force(changed)
    widest = max(len(each.id) for each in commands)
    column = max(len(each.shown_keys) for each in commands)
    if not as_json:
        say("* was changed in [keys] of the user file; backchannel config path says where that is")
    for each in commands:
        is_changed = each.id in changed
        if as_json:
            answer_json(
                {"action": each.id, "keys": list(map(shown, each.keys)), "where": str(each.where),
                 "does": each.help, "changed": is_changed}
            )  # fmt: skip
        else:
            sign = "*" if is_changed else " "
            keys = f"{each.shown_keys:<{column}}"
            answer(f"{sign} {each.id:<{widest}}  {keys}  {each.where:<8}  {each.help}")
    for problem in wrong:
        complain(problem)
    return MISTAKE if wrong else DONE
