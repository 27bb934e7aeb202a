import subprocess
import sys
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.config.secrets import (
    Secret,
    Secrets,
    TokenPlace,
    first_line_of,
    redacted,
    variable_of,
)
from backchannel.errors import Refusal, SourceRefused


def secrets(
    place: TokenPlace | None = None,
    environ: Mapping[str, str] | None = None,
    answer: str = "from the command",
    kept: str = "",
) -> Secrets:
    return Secrets(
        places={"toot.example": place} if place else {},
        environ=environ or {},
        run=lambda _command: answer,
        ask_keyring=lambda _service, _user: kept,
    )


def test_a_secret_never_shows_itself() -> None:
    secret = Secret("hunter2")
    shown = f"{secret} {secret!r} {secret!s} {secret:>40} {[secret]}"
    assert "hunter2" not in shown
    assert secret.reveal() == "hunter2"


def test_the_variable_of_a_source_is_spelled_in_ascii_capitals() -> None:
    assert variable_of("mastodon.social") == "BACKCHANNEL_MASTODON_SOCIAL_TOKEN"
    assert variable_of("blog 2", "password") == "BACKCHANNEL_BLOG_2_PASSWORD"


def test_the_environment_wins_over_the_command_and_the_keyring() -> None:
    environ = {"BACKCHANNEL_TOOT_EXAMPLE_TOKEN": "from the environment"}
    place = TokenPlace(token_command="pass show toot")
    found = secrets(place, environ, kept="kept")
    assert found.secret_for("toot.example").reveal() == "from the environment"


def test_a_command_gives_the_token() -> None:
    place = TokenPlace(token_command="pass show toot")
    assert secrets(place).secret_for("toot.example").reveal() == "from the command"


def test_the_keyring_is_asked_last() -> None:
    assert secrets(kept="kept").secret_for("toot.example").reveal() == "kept"


def test_nobody_has_a_token() -> None:
    assert not secrets().secret_for("toot.example")


def test_a_variable_that_was_named_but_is_not_set_is_said() -> None:
    with pytest.raises(SourceRefused, match="TOOT_TOKEN is not set") as caught:
        secrets(TokenPlace(token_env="TOOT_TOKEN")).secret_for("toot.example")
    assert caught.value.why is Refusal.LOGIN


@pytest.mark.parametrize(
    "failure",
    [
        subprocess.TimeoutExpired("pass", 1),
        subprocess.CalledProcessError(2, "pass", stderr=b"hunter2"),
        FileNotFoundError("pass"),
        ValueError("No closing quotation"),
    ],
)
def test_a_command_that_fails_is_a_sentence_without_its_output(failure: Exception) -> None:
    def fail(_command: str) -> str:
        raise failure

    found = Secrets(places={"x": TokenPlace(token_command="pass show hunter2")}, run=fail)
    with pytest.raises(SourceRefused, match=r"token_command \(pass\)") as caught:
        found.secret_for("x")
    assert "hunter2" not in str(caught.value)


def test_a_command_is_run_without_a_shell_and_only_its_first_line_counts() -> None:
    command = f"{sys.executable} -c \"print('one; echo'); print('two')\""
    assert first_line_of(command) == "one; echo"


def test_a_command_is_asked_once() -> None:
    asked: list[str] = []

    def answer(command: str) -> str:
        asked.append(command)
        return "t0ken"

    found = Secrets(places={"x": TokenPlace(token_command="pass")}, environ={}, run=answer)
    assert [found.secret_for("x").reveal() for _ in range(3)] == ["t0ken"] * 3
    assert asked == ["pass"]


def test_where_a_token_comes_from_can_be_told_without_telling_it() -> None:
    environ = {"BACKCHANNEL_X_TOKEN": "hunter2"}
    assert secrets(environ=environ).origin_of("x") == "environment BACKCHANNEL_X_TOKEN"
    place = TokenPlace(token_command="curl https://ann:hunter2@vault.example/t")
    assert "hunter2" not in secrets(place).origin_of("toot.example")
    assert secrets().origin_of("x") == ""


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("GET https://ann:hunter2@feeds.example/x?a=1", "hunter2"),
        ("GET https://ann:p@hunter2@feeds.example/", "hunter2"),
        ("https://feeds.example/x?key=hunter2&page=2", "hunter2"),
        ("https://feeds.example/x?page=2&access_token=hunter2", "hunter2"),
        ("https://feeds.example/x?api-key=hunter2;x", "hunter2"),
        ("Authorization: Bearer hunter2hunter2", "hunter2"),
        ("wss://toot.example/api/v1/streaming?TOKEN=hunter2", "hunter2"),
    ],
)
def test_what_addresses_and_headers_carry_is_hidden(text: str, hidden: str) -> None:
    assert hidden not in redacted(text)
    assert "example" in redacted(text) or "Bearer" in redacted(text)


def test_an_address_without_secrets_stays_as_it_is() -> None:
    text = "fetched https://blog.example/tag/ideaperf?page=2#top by @ann@toot.example"
    assert redacted(text) == text


def test_a_token_that_was_used_is_hidden_wherever_it_turns_up() -> None:
    found = secrets(TokenPlace(token_command="pass"), answer="correct horse")
    found.secret_for("toot.example")
    assert "correct horse" not in found.redact("server said: bad token correct horse!")


@given(st.text("abc:/@?&=.tokenkey ", max_size=40))
def test_hiding_twice_is_hiding_once(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)


def test_a_token_that_is_added_while_we_run_is_found() -> None:
    kept: dict[str, str] = {}
    now = [0.0]
    secrets = Secrets(
        environ={},
        ask_keyring=lambda _service, user: kept.get(user, ""),
        clock=lambda: now[0],
    )
    assert not secrets.secret_for("toot.example")
    kept["toot.example token"] = "s3cret"
    now[0] = 61.0
    assert secrets.secret_for("toot.example").reveal() == "s3cret"


def test_a_keyring_without_the_token_is_not_asked_at_every_poll() -> None:
    asked: list[str] = []

    def ask(_service: str, user: str) -> str:
        asked.append(user)
        return ""

    secrets = Secrets(environ={}, ask_keyring=ask, clock=lambda: 0.0)
    for _ in range(5):
        assert not secrets.secret_for("toot.example")
    assert len(asked) == 1
