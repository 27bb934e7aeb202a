"""A desk notices that a file beside its store was deleted, and nothing else."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from tests.store.written import a_post, save

from backchannel.store import schema
from backchannel.store.connection import Connection
from backchannel.store.upkeep.compacting import compact
from backchannel.store.upkeep.side_files import SideFiles


@pytest.mark.parametrize("side", ["-wal", "-shm"])
@pytest.mark.parametrize("is_there_again", [True, False])
def test_one_that_was_deleted_is_named_also_when_another_is_there(
    db: Connection, path: Path, side: str, *, is_there_again: bool
) -> None:
    sides = SideFiles(path)
    save(db, a_post(1))
    assert sides.gone() == ""
    file = path.with_name(f"{path.name}{side}")
    kept = file.read_bytes()
    file.unlink()
    if is_there_again:
        file.write_bytes(kept)
    assert sides.gone() == file.name
    assert sides.gone() == file.name


def test_what_other_programs_do_to_a_store_is_nothing_to_speak_of(
    db: Connection, path: Path
) -> None:
    sides = SideFiles(path)
    assert sides.gone() == ""
    for number in range(3):
        with contextlib.closing(schema.open_to_write(path)) as other:
            save(other, a_post(number))
        compact(path)
        assert sides.gone() == ""


def test_a_store_that_nobody_has_open_has_none(path: Path) -> None:
    assert SideFiles(path).gone() == ""


def test_they_lie_where_the_store_is_and_not_where_a_link_to_it_is(
    db: Connection, path: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    save(db, a_post(1))
    sides = SideFiles(link)
    assert sides.gone() == ""
    path.with_name(f"{path.name}-wal").unlink()
    assert sides.gone() == f"{path.name}-wal"
