from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.config.editing.blocks import MARK, appended, block_of, restored, without
from backchannel.config.editing.rewriting import rewrite
from backchannel.config.editing.sources import add, called_now, put_back, remove, typed
from backchannel.config.event_file import EventFile, read_event_file
from backchannel.errors import ConfigError
from backchannel.model.source import SourceSpec
from backchannel.sources import registry

PLAIN = '[event]\ntags = ["ideaperf"]\n'
NASTY = {
    "plain": PLAIN,
    "no line end": PLAIN.rstrip(),
    "two empty lines at the end": f"{PLAIN}\n\n",
    "spaces at the end": f"{PLAIN}   ",
    "windows": PLAIN.replace("\n", "\r\n"),
    "windows, no line end": PLAIN.replace("\n", "\r\n").rstrip(),
    "a mark": f"\ufeff{PLAIN}",
    "a mark before a source": '\ufeff[[source]]\nkind = "flickr"\n\n[event]\ntags = ["a"]\n',
    "unicode": '[event]\ntags = ["größe", "日本"]  # ünï\u2028code \x0b\n'.replace(
        "\x0b", "\u0085"
    ),
    "ends with a comment": f"{PLAIN}# that was all",
    "free comments": f'{PLAIN}\n# one\n\n[[source]]\nkind = "medium"\n# below\n\n# free\n',
    "not last": f'{PLAIN}\n[[source]]\nkind = "medium"\n\n[settings]\nmouse = false\n',
    "tables within": (
        f'{PLAIN}\n[[source]]\nkind = "feed"\nurl = "https://a.example"\n\n[source.outline]\n'
        'a = "b"\n\n[[rule]]\nname = "x"\nwhen = "y"\n'
    ),
    "inline and dotted": (
        '[event]\ntags = ["a"]\n[[source]]\nkind="feed"\nurl = "https://a.example"\n'
        'outline = { a = "[[source]]" }\n[[source]]\nkind="feed"\nurl = "https://b.example"\n'
        'outline.a = "#"\n'
    ),
    "what looks like a table": (
        '[event]\ntags = ["a"]\nname = """\n[[source]]\nkind = \'x\'\n"""\n'
    ),
}


def never_same(_old: SourceSpec, _new: SourceSpec, _event: EventFile) -> bool:
    return False


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_a_source_that_was_added_and_taken_out_leaves_every_byte(tmp_path: Path, text: str) -> None:
    file = tmp_path / "event.toml"
    file.write_bytes(text.encode())
    before = read_event_file(file, registry.load).sources
    keys = {"kind": "mastodon", "server": 'https://toot.example/"x"', "tags": ["a", "ü"]}
    added = add(file, keys, registry.load, never_same)
    assert file.read_bytes().startswith(text.encode())
    found = read_event_file(file, registry.load).sources
    assert found == (*before, added.spec)
    assert found[-1].options == {"server": 'https://toot.example/"x"', "tags": ["a", "ü"]}
    assert ("\r\n" in text) == (b"\r\n" in file.read_bytes())
    assert file.read_bytes().count(b"\r\n") in {0, file.read_bytes().count(b"\n")}
    whole = file.read_bytes()
    cut = remove(file, added.spec.name, registry.load).cut
    assert file.read_bytes() == text.encode()
    put_back(file, added.spec.name, cut, registry.load)
    assert file.read_bytes() == whole


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_any_source_can_be_taken_out_and_put_back(tmp_path: Path, text: str) -> None:
    file = tmp_path / "event.toml"
    file.write_bytes(text.encode())
    for spec in read_event_file(file, registry.load).sources:
        edited = remove(file, spec.name, registry.load)
        left = read_event_file(file, registry.load).sources
        assert spec.options not in [each.options for each in left]
        put_back(file, spec.name, edited.cut, registry.load)
        assert file.read_bytes() == text.encode()


def test_comments_that_belong_to_it_go_too_and_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text(
        f"{PLAIN}\n# the sources\n\n# photos\n# of all\n[[source]]  # flickr\n"
        'kind = "flickr"  # x\n# interval = 900\n\n# stories\n[[source]]\nkind = "medium"\n'
    )
    remove(file, "flickr", registry.load)
    assert file.read_text() == (
        f'{PLAIN}\n# the sources\n\n# stories\n[[source]]\nkind = "medium"\n'
    )


def test_a_file_that_would_be_written_anew_is_so_no_more(tmp_path: Path) -> None:
    file = tmp_path / "ideaperf.toml"
    file.write_text(f"{MARK}\n\n{PLAIN}")
    add(file, {"kind": "flickr"}, registry.load, never_same)
    assert file.read_text() == f'{PLAIN}\n[[source]]\nkind = "flickr"\n'


def test_a_source_that_would_rename_another_gets_a_name(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text(f'{PLAIN}\n[[source]]\nkind = "feed"\nurl = "https://a.example/one"\n')
    keys = {"kind": "feed", "url": "https://a.example/two"}
    assert add(file, keys, registry.load, never_same).spec.name == "a.example/two"
    names = [each.name for each in read_event_file(file, registry.load).sources]
    assert names == ["a.example", "a.example/two"]


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"kind": "mastdon"}, "kind: mastdon is not a kind of source; did you mean mastodon?"),
        ({"kind": "mastodon"}, "needs the key server"),
        ({"kind": "feed", "ulr": "x", "url": "https://a.example"}, "ulr: is not a key here; did"),
        ({"kind": "feed", "url": "http://127.0.0.1/"}, "url: "),
        ({"kind": "feed", "url": "https://u:p@a.example/"}, "url: secrets do not belong"),
        ({"kind": "flickr", "token": "abc"}, "token: secrets do not belong"),
    ],
)
def test_what_is_wrong_is_said_of_its_key_and_nothing_is_written(
    tmp_path: Path, keys: dict[str, object], problem: str
) -> None:
    file = tmp_path / "event.toml"
    file.write_text(PLAIN)
    with pytest.raises(ConfigError) as caught:
        add(file, keys, registry.load, never_same)
    assert str(caught.value).startswith(problem)
    assert file.read_text() == PLAIN


def test_the_name_of_another_is_not_taken(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text(text := f'{PLAIN}\n[[source]]\nkind = "feed"\nurl = "https://a.example/one"\n')
    keys = {"kind": "feed", "name": "a.example", "url": "https://b.example/feed"}
    with pytest.raises(ConfigError, match="name: another source is called"):
        add(file, keys, registry.load, never_same)
    assert file.read_text() == text


def test_sources_in_one_list_are_left_to_their_author(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text(text := f'source = [{{ kind = "flickr" }}]\n{PLAIN}')
    with pytest.raises(ConfigError, match="in one list"):
        add(file, {"kind": "medium"}, registry.load, never_same)
    with pytest.raises(ConfigError, match="in one list"):
        remove(file, "flickr", registry.load)
    assert file.read_text() == text


def test_a_name_that_is_nearly_right_is_suggested(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text(f'{PLAIN}\n[[source]]\nkind = "flickr"\n')
    with pytest.raises(ConfigError, match="no source flickt; did you mean flickr"):
        remove(file, "flickt", registry.load)


def test_what_somebody_writes_meanwhile_is_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text("one\n")
    seen: list[str] = []

    def change(text: str) -> str:
        if not seen:
            file.write_text("one\ntwo\n")
        seen.append(text)
        return f"{text}three\n"

    rewrite(file, change)
    assert seen == ["one\n", "one\ntwo\n"]
    assert file.read_text() == "one\ntwo\nthree\n"


def test_a_file_that_is_always_written_to_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text("x")

    def change(text: str) -> str:
        file.write_text(f"{text}x")
        return "ours"

    with pytest.raises(ConfigError, match="by somebody else"):
        rewrite(file, change)
    assert set(file.read_text()) == {"x"}
    assert not list(tmp_path.glob(".event*"))


def test_a_read_only_or_vanished_file_is_said_and_left(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    with pytest.raises(ConfigError, match="is not there any more"):
        rewrite(file, lambda _: "x")
    file.write_text("x")
    file.chmod(0o444)
    with pytest.raises(ConfigError, match="read-only"):
        rewrite(file, lambda _: "y")
    assert file.read_text() == "x"


def test_words_become_what_a_kind_asks_for() -> None:
    keys = {"server": "irc.example", "channels": "#a, b", "port": "6667", "tls": "no", "x": "1"}
    assert typed(keys, registry.options_of("irc")) == {
        "server": "irc.example",
        "channels": ("#a", "b"),
        "port": 6667,
        "tls": False,
        "x": "1",
    }
    with pytest.raises(ConfigError, match="port: must be a whole number, not many"):
        typed({"port": "many"}, registry.options_of("irc"))


HEADS = st.sampled_from(
    ["[[source]]\nkind = 'k'", "[[rule]]", "# free", "[[source]]\n[source.deep]\na = [\n1,\n]", ""]
)


@given(st.lists(HEADS, min_size=1), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_taking_out_and_putting_back_loses_nothing(
    parts: list[str], end: str, has_end: bool
) -> None:
    text = "\n".join(["[event]", *parts, "x = 1" if "[[rule]]" in parts else "# end"])
    text = text.replace("\n", end) + (end if has_end else "")
    count = len(tomllib.loads(text.replace("\r\n", "\n")).get("source", []))
    for index in range(count):
        left, cut = without(text, index)
        assert len(tomllib.loads(left.replace("\r\n", "\n")).get("source", [])) == count - 1
        assert restored(left, cut) == text
    more = appended(text, block_of({"kind": "flickr"}))
    assert without(more, count)[0] == text


TOWN: dict[str, object] = {"kind": "lemmy", "server": "https://lemmy.example", "community": "town"}
RIVERS = TOWN | {"community": "rivers"}


def test_one_that_has_its_name_for_another_is_there_keeps_it_when_that_goes(
    tmp_path: Path,
) -> None:
    file = tmp_path / "event.toml"
    file.write_text(PLAIN)
    for keys in (TOWN, RIVERS):
        add(file, keys, registry.load, never_same)
    assert names_in(file) == ["lemmy.example", "lemmy.example 2"]
    remove(file, "lemmy.example", registry.load)
    assert names_in(file) == ["lemmy.example 2"]


def test_what_somebody_wrote_is_found_also_when_another_has_its_name(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text("\n\n".join([PLAIN, block_of(TOWN), block_of(RIVERS)]))
    cut = remove(file, "lemmy.example", registry.load).cut
    assert names_in(file) == ["lemmy.example"]
    assert called_now(file, "lemmy.example", cut, registry.load) is None
    put_back(file, "lemmy.example", cut, registry.load)
    assert called_now(file, "lemmy.example", cut, registry.load) == "lemmy.example"
    file.write_text(file.read_text().replace('"town"', '"town"\ntagged = true'))
    assert called_now(file, "lemmy.example", cut, registry.load) == "lemmy.example"


def test_one_whose_name_is_another_by_now_is_found(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text("\n\n".join([PLAIN, block_of(TOWN), block_of(RIVERS)]))
    cut = remove(file, "lemmy.example 2", registry.load).cut
    put_back(file, "lemmy.example 2", cut, registry.load)
    remove(file, "lemmy.example", registry.load)
    assert called_now(file, "lemmy.example 2", cut, registry.load) == "lemmy.example"


def names_in(file: Path) -> list[str]:
    return [each.name for each in read_event_file(file, registry.load).sources]
