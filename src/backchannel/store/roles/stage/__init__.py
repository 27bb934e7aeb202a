"""The stage: what an operator does with it, what moves on by itself, what projectors show."""

from backchannel.store.roles.stage.acts import (
    back,
    blank,
    following,
    hold,
    line_up,
    off_air,
    put_on_air,
    refusal,
    release,
    set_look,
    take,
    toggle_blank,
    unblank,
    undo,
)
from backchannel.store.roles.stage.fitness import unfit, unfit_of
from backchannel.store.roles.stage.overview import Overview, again, overview
from backchannel.store.roles.stage.rotation import coming, due, next_, rotate
from backchannel.store.roles.stage.rows import air, look
from backchannel.store.roles.stage.showing import behind, shown

__all__ = [
    "Overview",
    "again",
    "air",
    "back",
    "behind",
    "blank",
    "coming",
    "due",
    "following",
    "hold",
    "line_up",
    "look",
    "next_",
    "off_air",
    "overview",
    "put_on_air",
    "refusal",
    "release",
    "rotate",
    "set_look",
    "shown",
    "take",
    "toggle_blank",
    "unblank",
    "undo",
    "unfit",
    "unfit_of",
]
