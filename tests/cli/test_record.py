import json
from pathlib import Path

from tests.cli.conftest import Backchannel


def test_a_record_goes_from_desk_to_desk(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    target, other = tmp_path / "rivers.jsonl", tmp_path / "other.db"
    assert backchannel("pin", "2", "--store", store).code == 0
    ran = backchannel("export", "jsonl", target, "--store", store)
    assert (ran.code, ran.lines) == (0, [str(target)])
    ran = backchannel("import", target, "--store", other)
    assert (ran.code, ran.lines) == (0, ["Rivers: 3 posts, 1 pin"])
    ran = backchannel("import", target, "--store", other)
    assert ran.lines == ["Rivers: 0 posts; 3 posts known already"]
    ran = backchannel("export", "jsonl", "-", "--store", other, "--filter", "river")
    kinds = [line["line"] for line in ran.objects]
    assert kinds == ["header", "event", "source", "post", "end"]


def test_a_mistake_says_what_would_be_right(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    for args, says in (
        (("export", "jsnl"), "did you mean jsonl?"),
        (("export", "--public-only"), "Missing argument"),
        (("export", "jsonl", "-", "--session", "Lunch"), "--session"),
        (("export", "jsonl", "-", "--since", "noon"), "takes 2026-01-16 or"),
        (("export", "jsonl", "-", "--filter", "bogus:x"), "bogus"),
        (("export", "jsonl", tmp_path), "is a folder; name a file"),
        (("import", tmp_path / "none.jsonl"), "there is no such file"),
    ):
        ran = backchannel(*args, "--store", store)
        assert (ran.code, ran.out) == (2, "")
        assert says in ran.err


def test_a_damaged_record_makes_no_store(backchannel: Backchannel, tmp_path: Path) -> None:
    record = tmp_path / "damaged.jsonl"
    record.write_text(json.dumps({"line": "header", "format": "backchannel record", "version": 1}))
    ran = backchannel("import", record, "--store", tmp_path / "new.db")
    assert ran.code == 2
    assert "damaged.jsonl:1: the record breaks off in this line" in ran.err
    assert not (tmp_path / "new.db").exists()
