"""The browser of this machine, if it has one that leaves the terminal to us."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from webbrowser import BaseBrowser

_IN_THE_TERMINAL: Final = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})
"""They would draw over what is shown, and hear its keys."""


class NoBrowser(Exception):
    """Nothing here shows pages, or what there is did not want to."""


def show(url: str, find: Callable[[], BaseBrowser] | None = None) -> None:
    """Show a page. May take seconds: some browsers are waited for. Raises NoBrowser.

    `find` gives the browser or raises `webbrowser.Error`, by default as Python's standard library.
    """
    import webbrowser  # nobody may ever want it

    try:
        browser = (find or webbrowser.get)()
        name = PurePath(getattr(browser, "name", "")).name
        is_shown = name not in _IN_THE_TERMINAL and browser.open(url)
    except (webbrowser.Error, OSError) as error:
        raise NoBrowser from error
    if not is_shown:
        raise NoBrowser
