from pathlib import Path

import pytest

from backchannel.config.accounts import OwnAccount, added, removed
from backchannel.config.editing.rewriting import rewrite
from backchannel.config.secrets import TokenPlace
from backchannel.config.user_file import read_user_file
from backchannel.errors import ConfigError
from backchannel.model.outgoing import Account, Network
from backchannel.model.outgoing.account import BLUESKY, MASTODON

ANA = OwnAccount(Account("@ana@toot.example", Network.MASTODON, "https://toot.example", MASTODON))
SKY = OwnAccount(Account("@ana.bsky.example", Network.BLUESKY, "https://bsky.social", BLUESKY))

FILE = """# mine
theme = "nord" # dark

[[account]]
network = "mastodon"
handle = "ana@toot.example"
server = "toot.example"
token_command = "pass show ana"

# about keys
[keys]
pin = "p"

[[account]]
network = "bluesky"
handle = "@ana.bsky.example"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_accounts_are_read_from_the_user_file(file: Path) -> None:
    file.write_text(FILE)
    found = read_user_file(file)
    assert [each.account for each in found.accounts] == [ANA.account, SKY.account]
    assert found.accounts[0].place == TokenPlace("pass show ana")
    assert found.settings == {"theme": "nord"}


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('network = "x"\nhandle = "a"', 'must be "mastodon" or "bluesky"'),
        ('network = "mastodon"\nhandle = "@ana@toot.example"', "server: is missing"),
        ('network = "mastodon"\nhandle = "ana"\nserver = "toot.example"', "written otherwise"),
        ('network = "bluesky"\nhandle = "@ana@toot.example"', "written otherwise on Bluesky"),
        ('network = "bluesky"\nhandle = ""', "must be the name of an account"),
        (
            'network = "mastodon"\nhandle = "a@b.example"\nserver = "http://127.0.0.1:3000"',
            "private address",
        ),
        ('network = "bluesky"\nhandle = "a.example"\npassword = "x"', "secrets do not belong"),
        ('network = "bluesky"\nhandle = "a.example"\nhandel = "x"', "is not a key here"),
    ],
)
def test_a_wrong_account_names_its_line_and_what_is_right(
    file: Path, lines: str, problem: str
) -> None:
    file.write_text(f"[[account]]\n{lines}\n")
    with pytest.raises(ConfigError, match=rf"config.toml:\d.*{problem}"):
        read_user_file(file)


def test_two_accounts_of_one_name_are_a_mistake(file: Path) -> None:
    file.write_text('[[account]]\nnetwork = "bluesky"\nhandle = "a.example"\n' * 2)
    with pytest.raises(ConfigError, match="another account of this name"):
        read_user_file(file)


def test_an_account_is_added_at_the_end_and_all_else_stays(file: Path) -> None:
    file.write_text(FILE)
    new = OwnAccount(Account("@tom@b.example", Network.MASTODON, "http://127.0.0.1:3", MASTODON))
    text = added(FILE, file, OwnAccount(new.account, local=True))
    assert text.startswith(FILE)
    assert text[len(FILE) :] == (
        '\n[[account]]\nnetwork = "mastodon"\nhandle = "@tom@b.example"\n'
        'server = "http://127.0.0.1:3"\nlocal = true\n'
    )
    assert added("", file, ANA).startswith("[[account]]\n")


def test_an_account_that_is_there_keeps_what_was_written_of_it(file: Path) -> None:
    assert added(FILE, file, ANA) == FILE
    moved = OwnAccount(Account(ANA.account.name, Network.MASTODON, "https://m.example", MASTODON))
    text = added(FILE, file, moved)
    assert "https://toot.example" not in text
    assert text.count("[[account]]") == 2


def test_an_account_is_taken_out_and_all_else_stays(file: Path) -> None:
    text = removed(FILE, file, "ana@toot.example")
    assert text == FILE.replace(FILE[FILE.index("[[account]]") : FILE.index("# about")], "")
    text = removed(text, file, "ana.bsky.example")
    assert text == '# mine\ntheme = "nord" # dark\n\n# about keys\n[keys]\npin = "p"\n'
    with pytest.raises(ConfigError, match="there is no account ana@toot"):
        removed(text, file, "ana@toot.example")


def test_an_account_that_is_written_otherwise_is_left_to_its_owner(file: Path) -> None:
    inline = 'account = [{ network = "bluesky", handle = "a.example" }]\n'
    with pytest.raises(ConfigError, match="by hand"):
        removed(inline, file, "a.example")
    with pytest.raises(ConfigError):
        added(inline, file, ANA)


def test_a_file_is_written_whole_with_its_rights_and_line_ends(file: Path) -> None:
    rewrite(file, lambda text: added(text, file, SKY), is_own=True)
    assert read_user_file(file).accounts == (SKY,)
    file.write_bytes(b'\xef\xbb\xbftheme = "nord"\r\n')
    file.chmod(0o600)
    before = file.stat()
    rewrite(file, lambda text: added(text, file, SKY), is_own=True)
    assert file.read_bytes().startswith(b'\xef\xbb\xbftheme = "nord"\r\n\r\n[[account]]\r\n')
    assert file.stat().st_mode == before.st_mode
    assert [each.name for each in file.parent.iterdir() if each.is_file()] == [file.name]


def test_a_file_that_is_wrong_is_not_touched(file: Path) -> None:
    file.write_text("theme = ")
    with pytest.raises(ConfigError, match="not valid TOML"):
        rewrite(file, lambda text: added(text, file, SKY), is_own=True)
    assert file.read_text() == "theme = "
