from pathlib import Path

import pytest

from backchannel.config.secrets import Consent, Secrets, TokenPlace
from backchannel.errors import ConfigError, Refusal, SourceRefused

HOST, COMMAND = "toot.example", "pass show toot"


@pytest.fixture
def consent(tmp_path: Path) -> Consent:
    return Consent(tmp_path / "event.toml", tmp_path / "state" / "allowed-commands")


def asking(consent: Consent, ran: list[str]) -> Secrets:
    def run(command: str) -> str:
        ran.append(command)
        return "t0ken"

    places = {HOST: TokenPlace(token_command=COMMAND)}
    return Secrets(places=places, environ={}, run=run, consents={HOST: consent})


def test_a_command_that_nobody_allowed_is_not_run_and_says_how_to_allow_it(
    consent: Consent,
) -> None:
    ran: list[str] = []
    with pytest.raises(SourceRefused) as caught:
        asking(consent, ran).secret_for(HOST)
    assert caught.value.why is Refusal.LOGIN
    assert "token_command (pass) is not allowed yet" in str(caught.value)
    assert f"backchannel config allow {consent.event_file}" in str(caught.value)
    assert not ran


def test_a_command_that_is_allowed_while_we_run_is_run(consent: Consent) -> None:
    ran: list[str] = []
    secrets = asking(consent, ran)
    with pytest.raises(SourceRefused):
        secrets.secret_for(HOST)
    consent.give(HOST, COMMAND)
    assert secrets.secret_for(HOST).reveal() == "t0ken"
    assert ran == [COMMAND]


def test_what_is_not_allowed_is_told_where_a_token_would_come_from(consent: Consent) -> None:
    secrets = asking(consent, [])
    assert secrets.origin_of(HOST) == "command pass show toot, not allowed yet"
    consent.give(HOST, COMMAND)
    assert secrets.origin_of(HOST) == "command pass show toot"


@pytest.mark.parametrize(
    ("host", "command"),
    [
        (HOST, "pass show bank"),
        ("evil.example", COMMAND),
        (HOST, f"{COMMAND} "),
        ("", HOST + COMMAND),
    ],
)
def test_consent_is_to_one_command_for_one_host(consent: Consent, host: str, command: str) -> None:
    consent.give(HOST, COMMAND)
    assert consent.covers(HOST, COMMAND)
    assert not consent.covers(host, command)


def test_consent_is_to_one_file(consent: Consent, tmp_path: Path) -> None:
    consent.give(HOST, COMMAND)
    other = tmp_path / "downloads" / "event.toml"
    assert not Consent(other, consent.kept_in).covers(HOST, COMMAND)


def test_what_was_allowed_is_kept_for_its_user_alone_and_without_the_command(
    consent: Consent,
) -> None:
    consent.give(HOST, COMMAND)
    consent.give(HOST, COMMAND)
    assert consent.kept_in.stat().st_mode & 0o077 == 0
    assert len(consent.kept_in.read_text().splitlines()) == 1
    assert "pass" not in consent.kept_in.read_text()


def test_consent_that_cannot_be_kept_is_an_error_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a directory should be")
    consent = Consent(tmp_path / "event.toml", tmp_path / "state" / "allowed-commands")
    with pytest.raises(ConfigError, match="cannot be written"):
        consent.give(HOST, COMMAND)


def test_a_file_that_is_no_text_allows_nothing(consent: Consent) -> None:
    consent.kept_in.parent.mkdir()
    consent.kept_in.write_bytes(b"\xff\xfe")
    assert not consent.covers(HOST, COMMAND)
