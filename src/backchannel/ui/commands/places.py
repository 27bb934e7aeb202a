"""Panes, panels, and how the desk looks."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group, Where

_FIND, _PLACES, _PROGRAM = Group.FIND, Group.PLACES, Group.PROGRAM

PLACES: Final[tuple[Command, ...]] = (
    Command("density", ("D",), "Density", "More posts and less of each, or all of it", _PLACES, "appearance('density')"),
    Command("times", ("T",), "Times", "Say how long ago a post was, or when", _PLACES, "appearance('times')"),
    Command("reset_appearance", (), "Reset appearance", "Colours, density and times as the settings say, not as chosen here",
            _PLACES, "appearance('reset')"),
    Command("preview", (), "Preview", "Show or hide the preview beside the panes, from 160 columns",
            _PLACES, "panel('preview')"),
    Command("fetch_now", ("R",), "Fetch", "Ask every source now", _PROGRAM, "do('fetch_now')"),
    Command("health", ("h",), "Sources", "How every source is doing; add, test, remove one", _PROGRAM, "panel('health')"),
    Command("near_tags", (), "Near tags", "Tags in posts that are nearly the event's: add one, or say it is another",
            _PROGRAM, "panel('near_tags')"),
    Command("activity", ("A",), "Activity", "Who and what comes up most; each entry is a filter",
            _FIND, "panel('activity')"),
    Command("activity.period", ("s",), "Period", "In the activity: the running session, or 15 minutes",
            _FIND, "period", Where.ACTIVITY),
    Command("activity.back", ("escape", "q", "A"), "Back", "From the activity back to the desk",
            _PROGRAM, "leave", Where.ACTIVITY),
    Command("pane_1", ("1",), "Feeds", "To the feeds", _PLACES, "pane(1)"),
    Command("pane_2", ("2",), "Backchannel", "To the backchannel", _PLACES, "pane(2)"),
    Command("pane_3", ("3",), "Notes", "To the notes", _PLACES, "pane(3)"),
    Command("pane_4", ("4",), "Pins", "To the pins", _PLACES, "pane(4)"),
    Command("next_pane", ("tab",), "Next pane", "To the next pane", _PLACES, "pane(0, 1)"),
    Command("previous_pane", ("shift+tab",), "Previous pane", "To the previous pane", _PLACES, "pane(0, -1)"),
    Command("zoom", ("z",), "Zoom", "Give the pane all the room, or share it again",
            _PLACES, "arrange('zoom')"),
    Command("narrower", ("less_than_sign",), "Narrower pane", "Make the pane narrower",
            _PLACES, "arrange('narrower')"),
    Command("wider", ("greater_than_sign",), "Wider pane", "Make the pane wider",
            _PLACES, "arrange('wider')"),
    Command("lower", (), "Lower pane", "Make the pane lower, where two share a column",
            _PLACES, "arrange('lower')"),
    Command("higher", (), "Higher pane", "Make the pane higher, where two share a column",
            _PLACES, "arrange('higher')"),
    Command("move_left", (), "Move pane left", "Move the pane's column to the left",
            _PLACES, "arrange('left')"),
    Command("move_right", (), "Move pane right", "Move the pane's column to the right",
            _PLACES, "arrange('right')"),
    Command("hide_pane", (), "Hide pane", "Take the pane away; its number brings it back",
            _PLACES, "arrange('hide')"),
    Command("show_panes", (), "Show all panes", "Bring back every pane that was taken away",
            _PLACES, "arrange('show')"),
    Command("reset_panes", (), "Reset panes", "Widths, heights and places of the panes as at first",
            _PLACES, "arrange('reset')"),
)  # fmt: skip  # a table reads better than a page of brackets
