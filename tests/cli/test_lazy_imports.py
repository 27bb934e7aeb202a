"""What a verb imports, in clean interpreters: what is asked often is quick."""

import subprocess
import sys

import pytest

HEAVY = ("textual", "httpx", "feedparser", "apsw", "websockets", "msgspec", "keyring", "rich")


def imported_by(statement: str, *names: str) -> list[str]:
    """Which of the modules are loaded after a statement ran in an interpreter of its own."""
    script = (
        f"import sys\ntry:\n    {statement}\nexcept SystemExit:\n    pass\n"
        f"print('loaded', *(name for name in {names!r} if name in sys.modules))"
    )
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_a_question_about_the_program_imports_nothing_heavy(option: str) -> None:
    statement = f"from backchannel.cli import run; run([{option!r}])"
    assert imported_by(statement, *HEAVY) == []


def test_the_version_does_not_even_import_click() -> None:
    statement = "from backchannel.cli import run; run(['--version'])"
    assert imported_by(statement, "click", "asyncio", "dataclasses", "pathlib") == []


def test_naming_the_sources_imports_none_of_them() -> None:
    statement = "from backchannel.sources import registry; registry.names()"
    sources = ("backchannel.sources.feed", "backchannel.sources.mastodon")
    assert imported_by(statement, "httpx", "feedparser", "websockets", *sources) == []


@pytest.mark.parametrize("kind", ["feed", "mastodon"])
def test_knowing_a_source_s_settings_imports_no_network(kind: str) -> None:
    statement = f"from backchannel.sources import registry; registry.options_of({kind!r})"
    assert imported_by(statement, "httpx", "feedparser", "websockets") == []


def test_printing_the_stream_imports_neither_screen_nor_network() -> None:
    statement = "from backchannel.cli import run; run(['tail', '--store', '/nowhere/x.db'])"
    assert imported_by(statement, "textual", "httpx", "feedparser", "websockets") == []
