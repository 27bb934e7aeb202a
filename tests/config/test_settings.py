from pathlib import Path

import pytest

from backchannel.config.document import parse_document
from backchannel.config.event_file import event_file_of
from backchannel.config.places import Places
from backchannel.config.settings import choose
from backchannel.config.user_file import read_user_file
from backchannel.errors import ConfigError
from backchannel.sources import registry

EVENT, USER = Path("event.toml"), Path("config.toml")


def test_the_first_place_that_has_a_value_wins_and_is_named() -> None:
    chosen = choose(
        flags={"theme": None, "server": "flag.example"},
        environ={"BACKCHANNEL_SERVER": "env.example", "BACKCHANNEL_THEME": "nord"},
        files=(
            (EVENT, {"theme": "dracula", "unmatched": "dim"}),
            (USER, {"unmatched": "hide", "desk_name": "Ann"}),
        ),
    )
    assert chosen.values.server == "flag.example"
    assert chosen.values.theme == "nord"
    assert chosen.values.unmatched == "dim"
    assert chosen.values.desk_name == "Ann"
    assert chosen.origins == {
        "theme": "BACKCHANNEL_THEME",
        "unmatched": "event.toml",
        "bursts": "default",
        "mouse": "default",
        "large_type": "default",
        "density": "default",
        "times": "default",
        "server": "--server",
        "desk_name": "config.toml",
        "public_url": "default",
        "listen": "default",
    }


def test_what_nobody_set_has_its_default() -> None:
    chosen = choose(flags={}, environ={}, files=())
    assert chosen.values.server == "mastodon.social"
    assert set(chosen.origins.values()) == {"default"}


def test_a_wrong_value_in_the_environment_names_the_variable() -> None:
    with pytest.raises(ConfigError, match="BACKCHANNEL_UNMATCHED: must be") as caught:
        choose(flags={}, environ={"BACKCHANNEL_UNMATCHED": "hidden"}, files=())
    assert caught.value.key == "BACKCHANNEL_UNMATCHED"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "desk.example"),
        ("PUBLIC_URL", "https://me:pw@desk.example"),
        ("LISTEN", "80"),
    ],
)
def test_where_hubs_call_is_an_address(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"environment: BACKCHANNEL_{name}: must be"):
        choose(flags={}, environ={f"BACKCHANNEL_{name}": value}, files=())


def test_no_event_file_opens_a_port_on_somebody_else_s_machine(tmp_path: Path) -> None:
    text = '[event]\ntags = ["a"]\n[settings]\npublic_url = "https://x.example"\n'
    document = parse_document(text, tmp_path / "event.toml")
    event_file_of(document, registry.load)
    [problem] = document.problems
    assert "write it into your user file, or BACKCHANNEL_PUBLIC_URL" in str(problem)
    file = tmp_path / "config.toml"
    file.write_text('public_url = "https://x.example"\nlisten = "[::1]:99"\n')
    assert read_user_file(file).settings["listen"] == "[::1]:99"


def test_no_user_file_is_an_empty_one(tmp_path: Path) -> None:
    found = read_user_file(tmp_path / "config.toml")
    assert (dict(found.settings), dict(found.tokens)) == ({}, {})


def test_a_user_file_has_settings_and_where_tokens_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('theme = "nord"\n[tokens."toot.example"]\ntoken_command = "pass toot"\n')
    found = read_user_file(file)
    assert found.settings == {"theme": "nord"}
    assert found.tokens["toot.example"].token_command == "pass toot"


def test_everything_wrong_in_a_user_file_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('teme = "x"\nunmatched = 1\n[tokens.x]\ntoken = "hunter2"\n')
    with pytest.raises(ConfigError) as caught:
        read_user_file(file)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in lines] == ["1", "2", "4"]
    assert "did you mean theme?" in lines[0]
    assert "hunter2" not in str(caught.value)


def home(path: Path) -> Places:
    return Places(path / "config", path / "data", path / "state")


def test_every_event_file_has_a_store_of_its_own(tmp_path: Path) -> None:
    places = home(tmp_path)
    one, other = tmp_path / "one" / "my event.toml", tmp_path / "other" / "my event.toml"
    assert places.store_of(one) == places.store_of(one)
    assert places.store_of(one) != places.store_of(other)
    assert places.store_of(one).name.startswith("my-event-")
    assert places.store_of(one.parent / "elsewhere" / ".." / one.name) == places.store_of(one)


def test_a_file_name_cannot_lead_out_of_the_directory(tmp_path: Path) -> None:
    places = home(tmp_path)
    assert places.tag_file("../../x").parent == places.data / "tags"
    assert places.tag_file("日本").name == "日本.toml"


def test_the_event_opened_last_is_remembered_until_its_file_is_gone(tmp_path: Path) -> None:
    places = home(tmp_path)
    assert places.last_opened() is None
    file = tmp_path / "event.toml"
    file.write_text("")
    places.remember_opened(file)
    assert places.last_opened() == file
    file.unlink()
    assert places.last_opened() is None


def test_a_home_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the directory should be")
    home(tmp_path).remember_opened(tmp_path / "event.toml")
    assert home(tmp_path).last_opened() is None


def test_a_theme_that_does_not_exist_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('\ntheme = "backchanel-light"\n')
    with pytest.raises(ConfigError) as caught:
        read_user_file(file)
    assert str(caught.value).startswith(f"{file}:2: theme: must be ")
    assert str(caught.value).endswith("not 'backchanel-light'; did you mean backchannel-light?")
    with pytest.raises(ConfigError, match=r"environment: BACKCHANNEL_THEME: must be .*gruvbox"):
        choose(flags={}, environ={"BACKCHANNEL_THEME": "neon"}, files=())
