"""Two records as pages; and where no checkers are, tests that need them are left out, not in CI."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.record.events import everything, exported, hostile
from tests.record.site.browser import CHROMIUM
from tests.record.site.checking import CHECKERS

collect_ignore = [] if CHROMIUM and CHECKERS.is_dir() else ["test_checked.py"]

if os.environ.get("CI") and collect_ignore:
    raise RuntimeError("in CI every test is run: first come .ci/daemons and make checkers")


def pages(folder: Path, fill: Callable[[Path], None]) -> Path:
    """The pages of a store, which is filled first; tests look at them and change nothing."""
    fill(folder / "event.db")
    exported(folder / "event.db", folder / "site", "html")
    return folder / "site"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With one of everything."""
    return pages(tmp_path_factory.mktemp("everything"), everything)


@pytest.fixture(scope="session")
def worst(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With what strangers may send."""
    return pages(tmp_path_factory.mktemp("hostile"), hostile)
