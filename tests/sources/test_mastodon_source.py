"""What an organiser is told of a Mastodon server, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from tests.sources.mastodon_server import HOST, Kept, MastodonServer, poll, source

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.mastodon import Mastodon
from backchannel.sources.network.failures import of_status

GOTOSOCIAL = "0.20.0+git-1234567"
LOGIN = SourceRefused("401", why=Refusal.LOGIN)
LATER = datetime(2026, 1, 9, 14, 0, tzinfo=UTC)


def answered(status: int) -> SourceError:
    """The error that an answer with this status becomes."""
    return of_status(status, {}, b"", had_token=False, now=LATER)


async def test_a_closed_server_asks_for_a_token_in_plain_words() -> None:
    server = MastodonServer(access={"local": "authenticated", "remote": "authenticated"})
    with pytest.raises(SourceRefused) as refusal:
        await poll(source(server), Kept())
    assert refusal.value.why is Refusal.LOGIN
    sentence = f"{HOST} shows hashtags only to people with an account there; add a token"
    assert str(refusal.value) == sentence
    assert not server.timelines_asked()


async def test_an_older_closed_server_says_the_same() -> None:
    server = MastodonServer(errors={"/api/v1/timelines": LOGIN})
    with pytest.raises(SourceRefused, match="only to people with an account there; add a token"):
        await poll(source(server), Kept())


async def test_a_token_opens_a_closed_server() -> None:
    server = MastodonServer(access={"local": "authenticated", "remote": "authenticated"})
    server.publish(1)
    kept = await poll(source(server, token="s3cret", stream=False), Kept())
    assert kept.numbers == {1}
    assert server.tokens[-1] == "s3cret"


@dataclass(frozen=True)
class Seen:
    """What access a server gives, and what comes of it without a token."""

    local: str
    remote: str
    parameter: str
    note: str


@pytest.mark.parametrize(
    "seen",
    [
        Seen("public", "public", "", ""),
        Seen(
            "public",
            "authenticated",
            "local=true",
            f"only posts by people of {HOST}; add a token to see the rest",
        ),
        Seen("public", "disabled", "local=true", f"only posts by people of {HOST}"),
        Seen(
            "authenticated",
            "public",
            "remote=true",
            f"no posts by people of {HOST} itself; add a token to see the rest",
        ),
        Seen("disabled", "public", "remote=true", f"no posts by people of {HOST} itself"),
    ],
    ids=lambda seen: f"{seen.local}, {seen.remote}",
)
async def test_what_a_server_shows_to_strangers_is_asked_for_and_said(seen: Seen) -> None:
    server = MastodonServer(access={"local": seen.local, "remote": seen.remote})
    kept = await poll(source(server), Kept())
    assert server.timelines_asked() == [seen.parameter]
    assert kept.batches[-1].note == seen.note


@pytest.mark.parametrize(
    ("people", "note"),
    [
        (12, f"{HOST} is small (12 active people): it sees little of the fediverse"),
        (0, f"{HOST} is small (0 active people): it sees little of the fediverse"),
        (80_000, ""),
        (None, ""),
        ("many", ""),
    ],
)
async def test_a_small_server_says_that_it_sees_little(people: object, note: str) -> None:
    kept = await poll(source(MastodonServer(usage={"users": {"active_month": people}})), Kept())
    assert {batch.note for batch in kept.batches} == {note}


async def test_a_server_without_hashtags_is_not_a_source() -> None:
    server = MastodonServer(access={"local": "disabled", "remote": "disabled"})
    with pytest.raises(SourceRefused, match="has switched hashtags off") as refusal:
        await poll(source(server), Kept())
    assert refusal.value.why is Refusal.NOT_A_SOURCE


async def test_local_only_leaves_out_what_other_servers_sent() -> None:
    server = MastodonServer()
    await poll(source(server, local_only=True), Kept())
    assert server.timelines_asked() == ["local=true"]


async def test_a_server_that_knows_only_the_first_version_of_the_question() -> None:
    server = MastodonServer(errors={"/api/v2/instance": answered(404)})
    server.publish(1)
    kept = await poll(source(server), Kept())
    assert kept.drafts["1"].author.handle == f"@ana@{HOST}"


async def test_a_server_that_says_nothing_of_itself_is_read_all_the_same() -> None:
    server = MastodonServer(errors={"/api/v2/instance": LOGIN, "/api/v1/instance": LOGIN})
    server.publish(1)
    assert (await poll(source(server), Kept())).numbers == {1}


async def test_a_server_that_is_down_is_asked_once() -> None:
    server = MastodonServer(errors={"/": SourceUnreachable("connection refused")})
    with pytest.raises(SourceUnreachable, match="connection refused"):
        await poll(source(server), Kept())
    assert len(server.asked) == 1


async def test_an_address_without_a_mastodon_server_is_refused_at_first_contact_only() -> None:
    server = MastodonServer()
    server.publish(1)
    reading = source(server)
    kept = await poll(reading, Kept())
    server.errors = {"/": answered(404)}
    with pytest.raises(SourceRefused, match="is the address right"):
        await poll(source(server), Kept())
    with pytest.raises(SourceUnreachable, match="404"):
        await poll(source(server), kept)


async def test_a_tag_that_gotosocial_never_met_is_empty() -> None:
    server = MastodonServer(version=GOTOSOCIAL, level=None)
    server.errors = {"/api/v1/timelines": answered(404)}
    kept = await poll(source(server, token="s3cret"), Kept())
    assert not kept.numbers
    server.errors = {}
    server.publish(1)
    assert (await poll(source(server, token="s3cret"), kept)).numbers == {1}


async def test_a_token_that_is_no_longer_accepted_does_not_cost_what_is_public() -> None:
    server = MastodonServer()
    server.publish(1)
    server.refused_token = "old"
    reading = source(server, token="old", stream=False)
    kept = await poll(reading, Kept())
    assert kept.numbers == {1}
    assert kept.batches[-1].note == "the token is not accepted, reading without it"
    server.tokens.clear()
    await poll(reading, kept)
    assert set(server.tokens) == {""}


async def test_a_refused_token_on_a_closed_server_is_what_people_are_told() -> None:
    closed = {"local": "authenticated", "remote": "authenticated"}
    server = MastodonServer(access=closed, refused_token="old")
    reading = source(server, token="old", stream=False)
    for _ in range(2):
        with pytest.raises(SourceRefused, match="does not accept the token"):
            await poll(reading, Kept())


@pytest.mark.parametrize(
    "written",
    [HOST, f"https://{HOST}", f"https://{HOST}/", f" https://{HOST}/tags/idea ", HOST.upper()],
)
async def test_a_server_may_be_written_as_people_write_it(written: str) -> None:
    server = MastodonServer()
    await poll(source(server, server=written), Kept())
    assert all(url.startswith(f"https://{HOST}/api/") for url in server.asked)


@pytest.mark.parametrize("written", ["", "ftp://toot.example", "https://", "http://[", "a:b:c"])
async def test_a_server_that_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(SourceRefused, match="write it like https://") as refusal:
        await poll(source(MastodonServer(), server=written), Kept())
    assert refusal.value.why is Refusal.NOT_A_SOURCE


async def test_tags_are_spelled_as_the_options_say_and_encoded() -> None:
    server = MastodonServer()
    server.publish(1, tags=("qualitätskatzen",))
    reading = source(server, tags=("#Qualitätskatzen", "a/b?c", "#", " "))
    await poll(reading, Kept())
    paths = [url for url in server.asked if "/timelines/" in url]
    assert "/tag/Qualit%C3%A4tskatzen?" in paths[0]
    assert "/tag/a%2Fb%3Fc?" in paths[1]
    assert len(paths) == 2


async def test_an_event_without_a_tag_is_refused() -> None:
    with pytest.raises(SourceRefused, match="no hashtag"):
        await poll(source(MastodonServer(), event=Event("Example", ())), Kept())


async def test_a_poll_of_more_tags_waits_longer() -> None:
    reading = source(MastodonServer(), tags=("one", "two", "three"), interval=20.0)
    kept = await poll(reading, Kept())
    assert kept.batches[-1].again_in == 60


async def test_what_comes_after_an_outage_is_a_recovery_and_first_contact_is_none() -> None:
    server = MastodonServer()
    server.publish(1)
    reading, kept = source(server), Kept()
    assert await _is_recovery_after_an_outage(server, reading, kept) is False
    server.publish(2)
    assert await _is_recovery_after_an_outage(server, reading, kept) is True
    server.publish(3)
    await poll(reading, kept)
    assert not kept.batches[-2].is_recovery


async def _is_recovery_after_an_outage(
    server: MastodonServer, reading: Mastodon, kept: Kept
) -> bool:
    server.errors = {"/": SourceUnreachable("no network")}
    with pytest.raises(SourceUnreachable):
        await poll(reading, kept)
    server.errors = {}
    await poll(reading, kept)
    return kept.batches[-2].is_recovery


async def test_a_server_is_asked_what_it_is_once_an_hour() -> None:
    server = MastodonServer()
    reading, kept = source(server), Kept()
    await poll(reading, kept)
    await poll(reading, kept)
    assert sum("/instance" in url for url in server.asked) == 1


async def test_a_tag_written_with_underscores_is_asked_for_in_both_spellings() -> None:
    server = MastodonServer()
    event = Event("Performance", tags=("ideaperf",), spellings=("Idea_Perf",))
    await poll(source(server, event=event), Kept())
    paths = {url.partition("?")[0] for url in server.asked if "/timelines/tag/" in url}
    assert {path.rpartition("/")[2] for path in paths} == {"ideaperf", "idea_perf"}
