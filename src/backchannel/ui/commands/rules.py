"""Rules, and the alerts that they set off."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group

_DECIDE, _FIND = Group.DECIDE, Group.FIND

RULES: Final[tuple[Command, ...]] = (
    Command("rules", (), "Rules", "Every rule, what it does and finds: switch it off and on, or remove it",
            _FIND, "panel('rules')"),
    Command("save_rule", (), "Save as rule", "Make the filter of the pane a rule: highlight, mute, tag, suggest a pin, alert",
            _FIND, "do('save_rule')"),
    Command("alerts", ("E",), "Alerts", "What set off an alert, and when; what is said at the bottom counts as seen",
            _FIND, "panel('alerts')"),
    Command("tell_presenter", ("exclamation_mark",), "Tell the presenter", "Pass the alert at the bottom on to the presenter, as a cue",
            _DECIDE, "do('tell_presenter')"),
)  # fmt: skip  # a table reads better than a page of brackets
