"""`reply`, `post`, `drafts`, `accounts` and `login`, as far as nobody is asked on the net."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel

from backchannel.config.places import places
from backchannel.config.secrets import variable_of
from backchannel.model.outgoing import Outgoing, Sending
from backchannel.store import outgoing
from backchannel.store.store import Reader, Store

ANA = '[[account]]\nnetwork = "mastodon"\nhandle = "@ana@toot.example"\nserver = "toot.example"\n'
SKY = '[[account]]\nnetwork = "bluesky"\nhandle = "ana.bsky.example"\n'


def own(text: str) -> Path:
    """A user file."""
    file = places().user_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def drafts(store: Path) -> tuple[Outgoing, ...]:
    async def read() -> tuple[Outgoing, ...]:
        async with Reader(store) as opened:
            return await opened.read(outgoing.listed)

    return asyncio.run(read())


def test_without_an_account_it_says_how_to_get_one(backchannel: Backchannel, store: Path) -> None:
    for args in (("reply", "2", "Yes"), ("post", "Hello")):
        ran = backchannel(*args, "--store", store, "--yes")
        assert ran.code == 2
        assert "`backchannel login` adds one" in ran.err
    assert drafts(store) == ()


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("reply", "two", "Yes"), "name the post by its number"),
        (("reply", "2"), "needs some words"),
        (("reply", "99", "Yes"), "there is no post 99"),
        (("post", "\x1b[31m "), "needs some words"),
        (("post", "Hello", "--account", "@tom@toot.example"), "there is no account"),
        (("reply", "2", "Yes", "--account", "ana.bsky.example"), "cannot answer this post"),
    ],
)
def test_what_cannot_be_meant_is_a_mistake_and_nothing_is_written(
    backchannel: Backchannel, store: Path, args: tuple[str, ...], problem: str
) -> None:
    own(ANA + SKY)
    ran = backchannel(*args, "--store", store, "--yes")
    assert (ran.code, ran.out) == (2, "")
    assert problem in ran.err
    assert drafts(store) == ()


def test_nothing_goes_out_unasked(backchannel: Backchannel, store: Path) -> None:
    own(ANA)
    ran = backchannel("reply", "2", "We do", "--store", store)
    assert ran.code == 2
    assert "if it shall go out, say --yes" in ran.err
    assert drafts(store) == ()


def test_the_name_of_the_event_file_is_not_posted(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    own(ANA)
    file = tmp_path / "rivers.toml"
    file.write_text('[event]\nname = "Rivers"\ntags = ["rivers"]\n')
    ran = backchannel("post", "Hello", file, "--store", store, "--yes")
    assert ran.code == 2
    assert "the event file comes before the words" in ran.err
    assert drafts(store) == ()


def test_what_is_too_long_is_shown_and_kept(backchannel: Backchannel, store: Path) -> None:
    own(ANA)
    ran = backchannel("reply", "2", "x" * 500, "--store", store, "--yes", "--language", "cy")
    assert ran.code == 3
    assert "as @ana@toot.example, in cy, 514 of 500:\n    to 2, Ann 2: Who measures it?" in ran.err
    assert "it is 14 too long for @ana@toot.example; shorten it" in ran.err
    (kept,) = drafts(store)
    assert f"kept as a draft: {kept.id[:8]}" in ran.err
    assert kept.words.text == f"@ann2@river.example {'x' * 500} #rivers"
    assert (kept.state, kept.words.language) == (Sending.DRAFT, "cy")
    listed = backchannel("drafts", "--store", store)
    assert listed.out.startswith(f"{kept.id[:8]}  draft  @ana@toot.example: @ann2@river.example x")


def test_names_and_the_tag_are_not_put_in_twice(backchannel: Backchannel, store: Path) -> None:
    own(SKY + ANA)
    words = "@ann2@river.example yes #Rivers " + "x" * 500
    backchannel("reply", "2", words, "--store", store, "--yes")
    backchannel("post", "x" * 301, "--store", store, "--yes", "--no-tag")
    texts = {kept.words.account: kept.words.text for kept in drafts(store)}
    assert texts == {"@ana@toot.example": words, "@ana.bsky.example": "x" * 301}


def test_drafts_are_thrown_away_and_taken_back_by_the_beginning_of_their_id(
    backchannel: Backchannel, store: Path
) -> None:
    own(ANA)
    backchannel("post", "x" * 500, "--store", store, "--yes")
    (kept,) = drafts(store)
    ran = backchannel("drafts", "--store", store, "--take-back", kept.id[:8])
    assert (ran.code, "it is draft, so that was not done" in ran.err) == (1, True)
    assert backchannel("drafts", "--store", store, "--discard", "zz").code == 2
    assert backchannel("drafts", "--store", store, "--discard", "a", "--send", "b").code == 2
    assert backchannel("drafts", "--store", store, "--discard", kept.id[:6]).code == 0
    ran = backchannel("drafts", "--store", store)
    assert (ran.code, ran.out, "nothing waits" in ran.err) == (0, "", True)


def test_what_waits_is_taken_back(backchannel: Backchannel, store: Path) -> None:
    own(ANA)
    backchannel("post", "x" * 500, "--store", store, "--yes")
    (kept,) = drafts(store)

    async def shorten() -> None:
        async with Store(store) as opened:
            words = kept.words
            await opened.write(
                outgoing.change, kept.id, type(words)(words.account, "Short", words.language)
            )
            await opened.write(outgoing.send, kept.id)

    asyncio.run(shorten())
    (line,) = backchannel("drafts", "--store", store, "--json").objects
    assert (line["draft"], line["state"], line["text"]) == (kept.id, "waiting", "Short")
    ran = backchannel("drafts", "--store", store, "--take-back", kept.id[:8])
    assert ran.lines == [f"{kept.id[:8]} is a draft again"]


def test_accounts_say_where_their_secrets_are(
    backchannel: Backchannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no account yet" in backchannel("accounts").err
    own(ANA + SKY + 'token_command = "pass show sky"\n')
    monkeypatch.setenv(variable_of("ana@toot.example"), "s3cret")
    ran = backchannel("accounts")
    assert ran.lines == [
        "@ana@toot.example  mastodon, https://toot.example: token from environment "
        + variable_of("ana@toot.example"),
        "@ana.bsky.example  bluesky, https://bsky.social: token from command pass show sky",
    ]
    assert "s3cret" not in ran.out


def test_an_account_without_a_secret_says_how_to_log_in(backchannel: Backchannel) -> None:
    own(ANA)
    ran = backchannel("accounts", "--json")
    assert ran.code == 1
    (line,) = ran.objects
    login = "backchannel login mastodon toot.example"
    assert line["problem"] == f"@ana@toot.example is not logged in on this machine: {login}"


def test_doctor_says_whether_accounts_can_write(backchannel: Backchannel, store: Path) -> None:
    own(ANA)
    ran = backchannel("doctor", "--offline", "--store", store)
    assert ran.code == 1
    assert "NOT account: @ana@toot.example is not logged in on this" in ran.out
    assert "Nobody can be answered with an account of yours: @ana@toot.example is" in ran.out
    own(f"{ANA}handel = 'x'")
    assert "NOT accounts: " in backchannel("doctor", "--offline", "--store", store).out


def test_logging_out_of_what_is_not_there_is_a_mistake(backchannel: Backchannel) -> None:
    file = own(ANA)
    ran = backchannel("logout", "@tom@toot.example")
    assert (ran.code, "there is no account tom@toot.example" in ran.err) == (2, True)
    assert backchannel("logout", "@Ana@toot.example").code == 0
    assert file.read_text() == ""


def test_a_login_is_not_begun_where_its_token_could_not_be_kept(
    backchannel: Backchannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for args in (("mastodon", "toot.example"), ("bluesky", "--handle", "ana.bsky.example")):
        ran = backchannel("login", *args)
        assert (ran.code, "keyring is installed, but there is nothing" in ran.err) == (1, True)


@pytest.mark.parametrize(
    "args", [("mastodon", "127.0.0.1:1", "--print-token"), ("bluesky", "localhost:1")]
)
def test_a_server_of_this_machine_is_refused_with_the_option_that_allows_it(
    backchannel: Backchannel, args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("abcd-efgh-ijkl-mnop\n"))
    more = ("--handle", "ana.example", "--no-keyring") if args[0] == "bluesky" else ()
    ran = backchannel("login", *args, *more)
    assert ran.code == 1
    assert "which is opened only with --local" in ran.err
