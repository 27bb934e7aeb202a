import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest
from tests.clock import Clock
from tests.sources.loopback import unhurried
from tests.sources.posting.places import Toot, toot

from backchannel.demo.sites.policy import TOKEN
from backchannel.errors import SourceRefused, SourceUnreachable
from backchannel.model.outgoing import Words
from backchannel.sources.http import PoliteHttp
from backchannel.sources.posting.api import Letter
from backchannel.sources.posting.mastodon import MastodonWriter


@pytest.fixture
async def place(clock: Clock) -> AsyncIterator[Toot]:
    async with toot(clock) as place:
        yield place


@pytest.fixture
async def writer(place: Toot, clock: Clock) -> AsyncIterator[MastodonWriter]:
    async with PoliteHttp(unhurried(), allow_local=True) as http:
        yield MastodonWriter(http, place.origin, TOKEN, clock)


def letter(clock: Clock, text: str = "Hello #ideaperf", **more: object) -> Letter:
    words = Words("@facilitator@toot.example", text, "en")
    return Letter(words, str(uuid.uuid4()), clock(), **more)  # type: ignore[arg-type] # of a test


async def test_the_server_says_who_it_is_and_how_it_counts(writer: MastodonWriter) -> None:
    account = await writer.about()
    assert (account.name, account.language) == ("@facilitator@toot.example", "en")
    assert (account.measure.longest, account.measure.link) == (500, 23)
    assert account.measure.is_in_graphemes


async def test_a_post_goes_out_as_it_was_written(
    writer: MastodonWriter, place: Toot, clock: Clock
) -> None:
    words = Words("@facilitator@toot.example", "Rain #ideaperf", "cy", "weather")
    sent = Letter(words, "7b0b9a6c-5a35-4c37-93ee-5a1c3ad0d5a1", clock())
    published = await (await writer.prepare(sent))()
    [request] = place.asked_for("POST", "/api/v1/statuses")
    assert request.headers["idempotency-key"] == sent.key
    assert msgspec.json.decode(request.body) == {
        "status": "Rain #ideaperf",
        "visibility": "public",
        "language": "cy",
        "spoiler_text": "weather",
    }
    assert published.url.startswith("https://toot.example/@facilitator/")
    made = published.draft
    assert (made.author.handle, made.warning) == ("@facilitator@toot.example", "weather")
    assert made.uri.startswith("https://toot.example/users/facilitator/")
    assert "Rain" in made.content


async def test_a_reply_is_to_the_post_as_the_own_server_calls_it(
    writer: MastodonWriter, place: Toot, clock: Clock
) -> None:
    asked = place.publish("q", "Is this measured? #ideaperf", clock())
    uri = await _uri_of(place, asked.id)
    assert uri.startswith("https://fedi.example/users/tom/statuses/")
    await (await writer.prepare(letter(clock, "@tom@fedi.example Yes", answered=uri)))()
    assert place.own()[0].piece.reply_to == "q"


async def test_a_post_that_is_gone_is_not_answered(
    writer: MastodonWriter, place: Toot, clock: Clock
) -> None:
    with pytest.raises(SourceRefused, match="cannot find the post"):
        await writer.prepare(letter(clock, answered="https://fedi.example/users/tom/statuses/1"))
    assert place.written() == []


async def test_the_same_key_is_one_post(writer: MastodonWriter, place: Toot, clock: Clock) -> None:
    sent = letter(clock)
    one = await (await writer.prepare(sent))()
    two = await (await writer.prepare(sent))()
    assert (one.url, len(place.written())) == (two.url, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Hello #ideaperf",
        "@tom@fedi.example and @lena@fedi.example: see https://example.com/a/long/path?x=1&y=2#z",
        "Two\n\nparagraphs & a <tag>, it's “quoted”",
    ],
)
async def test_what_is_out_is_found_whatever_the_server_made_of_it(
    writer: MastodonWriter, clock: Clock, text: str
) -> None:
    sent = letter(clock, text, tried=clock())
    assert await writer.find(sent) is None
    published = await (await writer.prepare(sent))()
    found = await writer.find(sent)
    assert found is not None
    assert found.url == published.url


async def test_the_same_words_said_before_or_of_another_text_are_not_it(
    writer: MastodonWriter, clock: Clock
) -> None:
    early = await (await writer.prepare(letter(clock, "Thanks!")))()
    clock.advance(600)
    assert await writer.find(letter(clock, "Thanks!", tried=clock())) is None
    second = await (await writer.prepare(letter(clock, "Thanks!")))()
    assert early.url != second.url
    claimed = frozenset({second.url})
    assert await writer.find(letter(clock, "Thanks!", tried=clock(), claimed=claimed)) is None
    found = await writer.find(letter(clock, "Thanks!", tried=clock()))
    assert found is not None


async def test_it_is_found_behind_a_page_of_later_posts(
    writer: MastodonWriter, clock: Clock
) -> None:
    sent = letter(clock, "The first", tried=clock())
    await (await writer.prepare(sent))()
    for number in range(45):
        clock.advance(1)
        await (await writer.prepare(letter(clock, f"Number {number}")))()
    assert await writer.find(sent) is not None
    assert await writer.find(letter(clock, "Never said", tried=clock() - timedelta(1))) is None


async def test_a_connection_that_never_was_is_told_from_one_that_broke(
    writer: MastodonWriter, place: Toot, clock: Clock
) -> None:
    send = await writer.prepare(letter(clock))
    place.trouble = lambda _: "cut after"
    with pytest.raises(SourceUnreachable) as broke:
        await send()
    assert not broke.value.is_unsent
    assert len(place.written()) == 1
    send = await writer.prepare(letter(clock, "Two"))
    await place.server.stop()
    with pytest.raises(SourceUnreachable) as never:
        await send()
    assert never.value.is_unsent
    await place.server.start()


async def _uri_of(place: Toot, number: int) -> str:
    async with PoliteHttp(unhurried(), allow_local=True) as http:
        answer = await http.get(f"{place.origin}/api/v1/statuses/{number}")
    return str(msgspec.json.decode(answer.body)["uri"])
