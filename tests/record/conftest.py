from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store of a test is, or will be."""
    return tmp_path / "event.db"
