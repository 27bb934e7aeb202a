"""What is going on: how many posts a minute, and who and what comes up most."""

from backchannel.store.activity.rates import per_minute
from backchannel.store.activity.window import Activity, Tally, Window

__all__ = ["Activity", "Tally", "Window", "per_minute"]
