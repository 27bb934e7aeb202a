"""The record to read, the report, and how long is collected, as they are typed."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Backchannel


def test_an_event_is_written_to_be_read(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    assert backchannel("pin", "2", "--store", store).code == 0
    ran = backchannel("export", "markdown", "-", "--store", store)
    assert "\n# Rivers\n" in ran.out
    assert "### Highlights" in ran.out
    folder = tmp_path / "minutes"
    ran = backchannel("export", "markdown", folder, "--by", "session", "--store", store)
    assert (ran.code, (folder / "index.md").is_file()) == (0, True)
    ran = backchannel("export", "webvtt", "-", "--zero", "2026-01-01", "--store", store)
    assert ran.out.startswith("WEBVTT\n")


def test_a_report_is_plain_where_there_is_no_terminal(
    backchannel: Backchannel, store: Path
) -> None:
    ran = backchannel("report", "--store", store)
    assert ran.lines[0] == "Rivers"
    assert ran.lines[1].startswith("3 posts by ")
    assert "█" not in ran.out
    (found,) = backchannel("report", "--store", store, "--json").objects
    assert (found["event"], found["posts"]) == ("Rivers", 3)
    assert str(found["first"]).endswith("Z")


def test_a_mistake_says_what_would_be_right(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    event = tmp_path / "rivers.toml"
    event.write_text('[event]\nname = "Rivers"\ntags = ["rivers"]\n')
    for args, says in (
        (("export", "webvtt", "-", "--store", store), "--zero"),
        (("export", "jsonl", "-", "--zero", "2026-01-01", "--store", store), "goes with webvtt"),
        (("export", "csv", "--by", "session", "--store", store), "goes with markdown"),
        (("report", "--session", "Lunch", "--store", store), "--session"),
        (("collect", event, "--until", "soon"), "write 2027-01-31, 6w"),
        (("collect", event, "--until", "6w"), "does not say when the event ends"),
    ):
        ran = backchannel(*args)
        assert (ran.code, ran.out) == (2, "")
        assert says in ran.err


def test_what_is_over_is_not_collected_any_more(backchannel: Backchannel, tmp_path: Path) -> None:
    event = tmp_path / "rivers.toml"
    event.write_text('[event]\nname = "Rivers"\ntags = ["rivers"]\n')
    ran = backchannel("collect", event, "--until", "2020-01-01")
    assert (ran.code, ran.out) == (0, "")
    assert "is over: nothing is collected" in ran.err
