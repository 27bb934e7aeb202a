from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clock import START
from tests.sources.nostr.people import ANA, BEN, NOON
from tests.sources.nostr.relay_server import reading, relays

from backchannel.errors import SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.nostr import Options
from backchannel.sources.nostr.relay import LIMIT


async def test_what_is_stored_comes_first_and_then_what_is_said_live() -> None:
    async with relays() as [relay], reading(relay) as desk:
        await relay.publish(ANA.says("before", created_at=NOON - 60))
        await desk.quiet("before")
        assert desk.said == ["before"]
        await relay.publish(BEN.says("live"))
        await desk.quiet("before", "live")
        assert desk.said == ["before", "live"]
        assert all(batch.is_live for batch in desk.kept.batches)


async def test_small_pages_are_followed_to_the_end() -> None:
    async with relays() as [relay], reading(relay) as desk:
        relay.largest_page = 7
        await relay.publish(*(ANA.says(f"{n:02}", created_at=NOON - 60 + n) for n in range(30)))
        await desk.quiet(*(f"{n:02}" for n in range(30)))
        assert desk.said == [f"{n:02}" for n in range(30)]


async def test_nothing_before_the_event_is_asked_for() -> None:
    async with relays() as [relay]:
        event = Event("Example", ("ideaperf",), starts=START)
        async with reading(relay, event=event) as desk:
            await relay.publish(ANA.says("old", created_at=NOON - 1), ANA.says("new"))
            await desk.quiet("new")
            assert desk.said == ["new"]


async def test_one_post_of_two_relays_is_given_once() -> None:
    async with relays(2) as [one, two], reading(one, two) as desk:
        for relay in (one, two):
            await relay.publish(ANA.says("hello"))
        await desk.quiet()
        given_ = [draft for batch in desk.kept.batches for draft in batch.drafts]
        assert len(given_) == 1


async def test_a_relay_that_fails_stops_no_other_and_is_named() -> None:
    async with relays(2) as [one, two], reading(one, two) as desk:
        await two.stop()
        await one.publish(ANA.says("hello"))
        await desk.quiet("hello")
        assert desk.said == ["hello"]
        assert f"127.0.0.1:{two.port}: connection refused" in desk.notes
        await two.publish(BEN.says("only there"))
        await two.start()
        while "only there" not in desk.said:
            await desk.next()
        assert desk.notes[-1] == "all relays are read again"


async def test_when_no_relay_is_left_the_source_says_why() -> None:
    async with relays(2) as [one, two], reading(one, two) as desk:
        await one.stop()
        await two.stop()
        with pytest.raises(SourceUnreachable, match="connection refused"):
            await desk.quiet()


async def test_before_a_relay_was_read_nothing_is_told_of_those_that_fail() -> None:
    async with relays(2) as [one, two], reading(one, two) as desk:
        await one.stop()
        await two.stop()
        with pytest.raises(SourceUnreachable, match="connection refused"):
            await desk.quiet()
        assert desk.kept.batches == []


async def test_a_relay_for_members_is_refused_in_words() -> None:
    async with relays() as [relay], reading(relay) as desk:
        relay.refusal = "auth-required: who are you?"
        with pytest.raises(SourceRefused, match="only to its members"):
            await desk.quiet()


async def test_a_busy_relay_is_left_in_peace_for_a_minute() -> None:
    async with relays() as [relay], reading(relay) as desk:
        relay.refusal = "rate-limited: slow down"
        with pytest.raises(SourceUnreachable) as caught:
            await desk.quiet()
        assert caught.value.retry_after == 60


async def test_what_was_said_while_the_relay_was_gone_is_not_lost() -> None:
    async with relays() as [relay], reading(relay) as desk:
        await relay.publish(ANA.says("before", created_at=NOON - 10))
        await desk.quiet()
        await relay.stop()
        with pytest.raises(SourceUnreachable):
            await desk.quiet()
        await relay.publish(BEN.says("meanwhile"))
        await relay.start()
        await desk.again()
        await desk.quiet("before", "meanwhile")
        assert desk.said == ["before", "meanwhile"]
        assert any(batch.is_recovery for batch in desk.kept.batches)
        given_ = [draft.id for batch in desk.kept.batches for draft in batch.drafts]
        assert len(given_) == len(set(given_))


async def test_a_name_that_comes_later_is_put_to_the_posts() -> None:
    async with relays() as [relay], reading(relay) as desk:
        await relay.publish(ANA.says("hello"), BEN.says("hi"), ANA.called("Ana Example"))
        while "Ana Example" not in {post.author.name for post in desk.kept.drafts.values()}:
            await desk.next()
        assert len({post.author.name for post in desk.kept.drafts.values()}) == 2


async def test_only_its_author_takes_a_post_back() -> None:
    mine, other = ANA.says("mine"), ANA.says("other")
    async with relays() as [relay], reading(relay) as desk:
        await relay.publish(mine, other)
        await desk.quiet()
        await relay.publish(BEN.takes_back(mine, other))
        await relay.publish(ANA.takes_back(mine) | {"sig": "0" * 128})
        await desk.quiet()
        assert not desk.kept.gone
        await relay.publish(ANA.takes_back(mine))
        while not desk.kept.gone:
            await desk.next()
        assert desk.kept.gone == {mine["id"]}


async def test_a_post_taken_back_while_nobody_listened_goes_and_stays_away() -> None:
    mine = ANA.says("mine")
    async with relays(2) as [one, two], reading(one, two) as desk:
        await one.publish(mine)
        await desk.quiet()
        await desk.again()
        await one.publish(ANA.takes_back(mine))
        while not desk.kept.gone:
            await desk.next()
        assert desk.said == []
        await two.publish(mine)
        await desk.quiet()
        assert desk.said == []
        given_ = [draft.id for batch in desk.kept.batches for draft in batch.drafts]
        assert len(given_) == 1


async def test_an_edited_article_follows_its_author_whatever_comes_first() -> None:
    def article(words: str, at: int) -> dict[str, object]:
        return ANA.says(words, ("d", "kpi"), kind=30023, created_at=at)

    async with relays(2) as [one, two], reading(one, two) as desk:
        await one.publish(article("second", NOON))
        await desk.quiet()
        await two.publish(article("first", NOON - 60))
        await desk.quiet("second")
        assert desk.said == ["second"]
        await two.publish(article("third", NOON + 1))
        await desk.quiet("third")
        assert desk.said == ["third"]
        key = f"30023:{ANA.key}:kpi"
        await one.publish(ANA.says("", kind=5, tags=[["a", key]], created_at=NOON + 2))
        while not desk.kept.gone:
            await desk.next()
        assert desk.kept.gone == {key}


async def test_forged_and_broken_messages_are_counted_and_cost_nothing_else() -> None:
    async with relays() as [relay], reading(relay) as desk:
        await desk.quiet()
        await relay.publish(ANA.says("forged") | {"content": "I resign"})
        await relay.say(
            "{", "[]", "7", "[7]", '["EVENT"]', '["EVENT","posts"]', '["EVENT","posts",7]',
            '["NOTICE","hello"]', '["NEWS",{}]', '["EOSE","posts"]', '["EVENT","posts",{"id":1}]',
        )  # fmt: skip
        await relay.publish(BEN.says("fine"))
        await desk.quiet("fine")
        assert desk.said == ["fine"]
        assert sum(batch.rejected for batch in desk.kept.batches) == 7


async def test_what_was_not_asked_for_is_passed_over() -> None:
    async with relays() as [relay], reading(relay) as desk:
        await desk.quiet()
        reposts = ANA.says(kind=6), ANA.says(kind=16)
        for odd in (ANA.says(tags=[["t", "spam"]]), ANA.says(kind=7), *reposts):
            await relay.say(json.dumps(["EVENT", "posts", odd]))
        await desk.quiet()
        assert not desk.kept.drafts


async def test_every_spelling_of_a_tag_is_asked_for() -> None:
    event = Event("Example", ("ideaperf",), spellings=("Idea_Perf",))
    async with relays() as [relay], reading(relay, event=event) as desk:
        await desk.quiet()
        assert relay.asked[0][2]["#t"] == ["ideaperf", "idea_perf", "Idea_Perf"]


async def test_a_future_date_does_not_hide_what_comes_after() -> None:
    async with relays() as [relay], reading(relay) as desk:
        await relay.publish(ANA.says("from the future", created_at=NOON + 10**6))
        await desk.quiet()
        await desk.again()
        await relay.publish(BEN.says("now"))
        await desk.quiet("now")


@settings(max_examples=4)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=3))
async def test_no_post_is_lost_or_given_twice_between_kills(lives: list[tuple[int, int]]) -> None:
    number = 0
    async with relays() as [relay], reading(relay) as desk:
        relay.largest_page = 4
        for unheard, batches in lives:
            for _ in range(unheard):
                number += 1
                await relay.publish(ANA.says(f"{number:03}", created_at=NOON + number))
            for _ in range(batches):
                await desk.next()
            await desk.again()
        await desk.quiet(*(f"{n:03}" for n in range(1, number + 1)))
        assert desk.said == [f"{n:03}" for n in range(1, number + 1)]


def test_options_that_nobody_can_mean_are_told() -> None:
    for relays_ in ((), ("ftp://x.example",), ("r.example",) * 21):
        with pytest.raises(ValueError, match="relay"):
            Options(relays_)
    assert LIMIT == 2_000
