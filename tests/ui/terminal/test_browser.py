from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from backchannel.ui.terminal.browser import NoBrowser, show


def none() -> webbrowser.BaseBrowser:
    raise webbrowser.Error("could not locate runnable browser")


def program(path: Path, name: str, code: int = 0) -> webbrowser.GenericBrowser:
    """A browser that writes down what it is asked for, and ends with a code."""
    made = path / name
    made.write_text(f'#!/bin/sh\necho "$1" >> "{path}/asked"\nexit {code}\n', "utf-8")
    made.chmod(0o755)
    return webbrowser.GenericBrowser(str(made))


def asked(path: Path) -> str:
    return (path / "asked").read_text("utf-8") if (path / "asked").exists() else ""


def test_the_browser_there_is_shows_a_page(tmp_path: Path) -> None:
    show("https://a.example/", lambda: program(tmp_path, "surf"))
    assert asked(tmp_path) == "https://a.example/\n"


def test_where_nothing_shows_it_that_is_told(tmp_path: Path) -> None:
    for find in (none, lambda: program(tmp_path, "surf", code=1)):
        with pytest.raises(NoBrowser):
            show("https://a.example/", find)


def test_a_browser_that_would_take_the_terminal_is_none(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser):
        show("https://a.example/", lambda: program(tmp_path, "w3m"))
    assert not asked(tmp_path)
