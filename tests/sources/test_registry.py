import subprocess
import sys
from dataclasses import dataclass, fields
from importlib.metadata import EntryPoint

import pytest

from backchannel.errors import ConfigError
from backchannel.model.source import SourceSpec
from backchannel.sources import registry


@dataclass(frozen=True, slots=True)
class Options:
    server: str
    tags: tuple[str, ...] = ()


class Place:
    kind = "place"
    pane = "feeds"
    options = Options
    floor = 60.0
    manners = frozenset({"tags"})

    def batches(self, bookmark: str | None) -> None: ...


class NotAPlace:
    kind = "nothing"


class Hasty:
    kind = "hasty"
    pane = "feeds"
    options = Options
    manners = frozenset[str]()

    def batches(self, bookmark: str | None) -> None: ...


def points(**values: str) -> dict[str, EntryPoint]:
    return {name: EntryPoint(name, value, registry.GROUP) for name, value in values.items()}


def test_our_own_sources_come_through_the_public_door() -> None:
    assert {"feed", "mastodon"} <= set(registry.names())


def test_listing_the_names_imports_no_source() -> None:
    script = (
        "import sys; from backchannel.sources import registry; registry.names();"
        "sys.exit(any(name in sys.modules for name in"
        " ('backchannel.sources.feed', 'backchannel.sources.mastodon', 'httpx', 'feedparser')))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False)  # noqa: S603  # our own
    assert done.returncode == 0


def test_a_source_is_loaded_by_its_name() -> None:
    found = registry.load("place", points(place=f"{__name__}:Place"))
    assert found is Place  # type: ignore[comparison-overlap]  # Place is no Source for mypy


def test_the_settings_of_a_source_come_back_as_its_own_type() -> None:
    spec = SourceSpec("x", "place", "feeds", {"server": "https://x.example", "tags": ["a"]})
    found = registry.options_for(spec, points(place=f"{__name__}:Place"))
    assert found == Options("https://x.example", ("a",))


@pytest.mark.parametrize("options", [{}, {"server": 1}])
def test_settings_that_do_not_fit_name_the_source(options: dict[str, object]) -> None:
    spec = SourceSpec("my place", "place", "feeds", options)
    with pytest.raises(ConfigError, match="my place: its settings do not fit"):
        registry.options_for(spec, points(place=f"{__name__}:Place"))


def test_an_unknown_kind_is_answered_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"feeed is not a kind of source; did you mean feed\?"):
        registry.load("feeed", points(feed="x:Y", place="x:Y"))
    with pytest.raises(ConfigError, match="allowed: feed or place"):
        registry.load("zzz", points(feed="x:Y", place="x:Y"))


@pytest.mark.parametrize("value", ["no.such.module:Source", f"{__name__}:Nowhere"])
def test_a_broken_plug_in_is_a_sentence(value: str) -> None:
    with pytest.raises(ConfigError, match=r"the source broken .* cannot be loaded"):
        registry.load("broken", points(broken=value))


@pytest.mark.parametrize("name", ["NotAPlace", "Hasty", "points"])
def test_something_that_is_no_source_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="is not a source"):
        registry.load("odd", points(odd=f"{__name__}:{name}"))


def test_each_kind_says_which_of_its_settings_change_nothing_of_what_it_gives() -> None:
    spec = SourceSpec("x", "place", "feeds", {"server": "https://x.example"})
    found = registry.manners_of([spec, spec], points(place=f"{__name__}:Place"))
    assert found == {"place": frozenset({"tags"})}
    for kind in ("feed", "mastodon"):
        options = {each.name for each in fields(registry.options_of(kind))}
        assert registry.load(kind).manners <= options
