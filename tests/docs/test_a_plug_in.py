"""The example of a source in the manual is a package: built, installed, and read by the program."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from tests.docs import manual
from tests.sources.loopback import Call, serving

PAGE: Final = manual.page("writing-a-source.md")
MODULE: Final = manual.fenced(PAGE, "python")[0]
ENTRIES: Final = manual.fenced(PAGE, "json")[0]
PROJECT, EVENT = manual.fenced(PAGE, "toml")
URL: Final = "https://venue.example/guestbook.json"

GOOD: Final = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Options:
    url: str = ""

class Place:
    pane, floor, manners, options = "feeds", 60.0, frozenset(), Options

    def __init__(self, options, reach): ...

    async def batches(self, bookmark):
        raise KeyError("a fault")
        yield
"""
ODD_OPTIONS: Final = GOOD.replace("url: str", "urls: list[str]").replace('= ""', "= ()")
FRAIL_OPTIONS: Final = GOOD.replace(
    'url: str = ""', 'url: str = ""\n\n    def __post_init__(self): raise KeyError(self.url)'
)


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package of the page, as pip installs it; nothing is downloaded."""
    package, target = (tmp_path_factory.mktemp(name) for name in ("package", "installed"))
    (package / "venue_guestbook.py").write_text(MODULE, "utf-8")
    (package / "pyproject.toml").write_text(PROJECT, "utf-8")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input", "--no-index", "--no-deps")
    pip = (sys.executable, "-m", "pip", "install", *quiet, "--no-build-isolation")
    done = subprocess.run(  # noqa: S603  # our own page
        [*pip, "--target", target, package], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return target


async def backchannel(*args: str | Path, beside: Path) -> Ran:
    """The real program, with what is installed in a folder beside it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "backchannel", *map(str, args)),
        env={**os.environ, "PYTHONPATH": str(beside)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Ran(process.returncode or 0, out.decode(), err.decode())


def install(folder: Path, package: str, kinds: Mapping[str, str]) -> None:
    """What is left of a package once it is installed: a module for each kind, and its metadata."""
    known = folder / f"{package}-1.0.dist-info"
    known.mkdir(parents=True)
    (known / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    points = [f"{kind} = {package}_{kind}:Place" for kind in kinds]
    (known / "entry_points.txt").write_text("\n".join(["[backchannel.sources]", *points]))
    for kind, module in kinds.items():
        (folder / f"{package}_{kind}.py").write_text(module)


def event_of(folder: Path, *kinds: str) -> Path:
    """An event with one source of each kind."""
    path = folder / "event.toml"
    tables = [f'[[source]]\nkind = "{kind}"\nname = "a {kind}"' for kind in kinds]
    path.write_text("\n".join(['[event]\ntags = ["ideaperf"]', *tables]))
    return path


def test_the_whole_package_is_short() -> None:
    lines = [line for line in (MODULE + PROJECT).splitlines() if line.strip()]
    assert len(lines) < 60


async def test_the_package_of_the_page_gives_posts(installed: Path, tmp_path: Path) -> None:
    asked = []

    async def guest_book(call: Call) -> None:
        asked.append(call.path)
        await call.reply(body=ENTRIES.encode(), content_type="application/json")

    event = tmp_path / "event.toml"
    async with serving(guest_book) as web:
        event.write_text(EVENT.replace(URL, web.url("/guestbook.json")) + "local = true\n")
        ran = await backchannel("sources", "test", event, "--json", beside=installed)
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert (found["kind"], found["access"], found["posts"]) == ("guestbook", "ok", 1)
    assert (found["newest"], asked) == ("2026-07-01T09:31:00Z", ["/guestbook.json?after=0"])


async def test_a_broken_plug_in_is_named_where_an_event_asks_for_it(tmp_path: Path) -> None:
    broken = {
        "rude": "raise SystemExit(3)",
        "own_error": "class Mine(Exception): ...\nraise Mine",
        "missing": "import no_such_module_anywhere",
        "odd": ODD_OPTIONS,
        "frail": FRAIL_OPTIONS,
        "paneless": GOOD.replace('"feeds"', '"nowhere"'),
        "twin": GOOD,
    }
    install(tmp_path, "venue_one", broken)
    install(tmp_path, "venue_two", {"twin": GOOD})
    event = event_of(tmp_path, *broken)
    ran = await backchannel("sources", "test", event, beside=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    said = dict(zip(broken, ran.err.splitlines(), strict=True))
    assert "event.toml:4: source[1].kind: the source rude (venue_one_rude:Place)" in said["rude"]
    assert "cannot be loaded: SystemExit" in said["rude"]
    assert "cannot be loaded: Mine" in said["own_error"]
    assert "cannot be loaded: ModuleNotFoundError" in said["missing"]
    assert "an option of a type that no event file can hold: urls" in said["odd"]
    assert "source[5]: its kind cannot take these settings (KeyError)" in said["frail"]
    assert "is not a source: it lacks pane" in said["paneless"]
    assert "twin is given by venue_one and by venue_two; uninstall all but one" in said["twin"]


async def test_a_plug_in_takes_no_kind_of_ours_and_harms_no_other_source(tmp_path: Path) -> None:
    install(tmp_path, "venue_one", {"folder": "raise SystemExit(3)", "faulty": GOOD})
    (tmp_path / "posts").mkdir()
    event = event_of(tmp_path, "faulty", "folder")
    event.write_text(event.read_text() + f'\npath = "{tmp_path / "posts"}"\n')
    ran = await backchannel("sources", "test", event, beside=tmp_path)
    faulty, folder = ran.out.splitlines()
    assert ran.code == 1
    assert "a faulty (faulty): fault: a fault of the kind faulty (KeyError)" in faulty
    assert "a folder (folder): ok, 0 posts" in folder
    doctor = await backchannel("doctor", "--offline", "--json", event, beside=tmp_path)
    found = {line["check"]: line for line in map(json.loads, doctor.out.splitlines())}
    assert found["plug-ins"] == {
        "check": "plug-ins",
        "ok": False,
        "value": "venue_one also gives the kind folder; ours is used",
    }
