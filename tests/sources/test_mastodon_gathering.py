"""What a Mastodon server has arrives, whatever happens in between."""

from __future__ import annotations

from collections import deque
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clock import START
from tests.sources.mastodon_server import (
    DAWN,
    Kept,
    MastodonServer,
    poll,
    source,
)

from backchannel.errors import SourceUnreachable
from backchannel.model.programme import Event, Session


async def test_first_contact_gives_the_newest_posts_first_and_then_all() -> None:
    server = MastodonServer()
    server.publish(*range(1, 101))
    kept = await poll(source(server), Kept())
    assert [int(draft.id) for draft in kept.batches[0].drafts] == list(range(100, 60, -1))
    assert kept.numbers == set(range(1, 101))


async def test_a_poll_without_news_is_one_request_for_a_tag() -> None:
    server = MastodonServer()
    server.publish(*range(1, 101))
    reading = source(server)
    kept = await poll(reading, Kept())
    server.asked.clear()
    await poll(reading, kept)
    assert server.timelines_asked() == [""]
    assert kept.batches[-1].again_in == 15


async def test_way_back_ends_where_the_event_starts() -> None:
    server = MastodonServer()
    server.publish(*range(1, 200))
    event = Event("Example", ("ideaperf",), starts=DAWN + timedelta(minutes=100))
    kept = await poll(source(server, event=event), Kept())
    assert kept.numbers == set(range(100, 200))


async def test_way_back_ends_where_the_first_session_starts() -> None:
    server = MastodonServer()
    server.publish(*range(1, 200))
    session = Session("Keynote", DAWN + timedelta(minutes=150), 45)
    event = Event("Example", ("ideaperf",), sessions=(session,))
    kept = await poll(source(server, event=event), Kept())
    assert kept.numbers == set(range(150, 200))


async def test_an_event_to_come_has_what_is_said_now_and_not_last_year() -> None:
    server = MastodonServer()
    server.publish(*range(1, 200))
    event = Event("Example", ("ideaperf",), starts=START + timedelta(days=7))
    reading, kept = source(server, event=event), Kept()
    await poll(reading, kept)
    assert kept.numbers == set(range(160, 200))
    server.publish(200, 201)
    await poll(reading, kept)
    assert kept.numbers == set(range(160, 202))


async def test_an_earlier_start_opens_the_way_back_again() -> None:
    server = MastodonServer()
    server.publish(*range(1, 200))
    late = Event("Example", ("ideaperf",), starts=DAWN + timedelta(minutes=150))
    early = Event("Example", ("ideaperf",), starts=DAWN + timedelta(minutes=20))
    kept = await poll(source(server, event=late), Kept())
    await poll(source(server, event=early), kept)
    assert kept.numbers == set(range(20, 200))


async def test_no_more_than_two_thousand_of_a_tag_and_says_so() -> None:
    server = MastodonServer()
    server.publish(*range(1, 2101))
    kept = await poll(source(server), Kept())
    assert kept.numbers == set(range(101, 2101))
    assert "only the newest 2,000 of #ideaperf" in [batch.note for batch in kept.batches]


async def test_a_long_gap_is_closed_without_a_hole_and_the_newest_come_at_once() -> None:
    server = MastodonServer()
    server.publish(*range(1, 11))
    reading = source(server)
    kept = await poll(reading, Kept())
    server.publish(*range(11, 400))
    before = len(kept.batches)
    await poll(reading, kept)
    assert kept.numbers == set(range(1, 400))
    assert max(int(draft.id) for draft in kept.batches[before].drafts) == 399
    assert kept.batches[before].bookmark is None


async def test_a_tag_nobody_has_used_yet_is_followed_from_its_first_post() -> None:
    server = MastodonServer()
    reading, kept = source(server), Kept()
    await poll(reading, kept)
    assert kept.bookmark is None
    server.publish(*range(1, 90))
    await poll(reading, kept)
    assert kept.numbers == set(range(1, 90))


async def test_a_tag_added_later_is_read_back_to_the_start_too() -> None:
    server = MastodonServer()
    server.publish(*range(1, 60))
    server.publish(*range(60, 160), tags=("second",))
    kept = await poll(source(server), Kept())
    await poll(source(server, tags=("ideaperf", "second")), kept)
    assert kept.numbers == set(range(1, 160))


async def test_a_post_that_reached_the_server_late_is_found_among_older_ones() -> None:
    server = MastodonServer()
    server.publish(*range(1, 100, 2))
    reading = source(server)
    kept = await poll(reading, Kept())
    server.publish(80)
    await poll(reading, kept)
    assert 80 in kept.numbers


async def test_a_very_late_post_is_found_within_a_few_polls() -> None:
    server = MastodonServer()
    server.publish(*range(1, 300, 2))
    reading = source(server)
    kept = await poll(reading, Kept())
    server.publish(100)
    for _ in range(8):
        await poll(reading, kept)
    assert 100 in kept.numbers


async def test_an_edit_is_given_again_and_a_rest_is_not() -> None:
    server = MastodonServer()
    server.publish(1, 2, 3)
    reading = source(server)
    kept = await poll(reading, Kept())
    server.statuses[2] |= {"content": "<p>Better</p>", "edited_at": "2026-03-01T09:00:00Z"}
    before = len(kept.batches)
    await poll(reading, kept)
    again = [draft.id for batch in kept.batches[before:] for draft in batch.drafts]
    assert again == ["2"]
    assert kept.drafts["2"].content == "<p>Better</p>"


async def test_a_deleted_post_is_gone_at_the_next_poll() -> None:
    server = MastodonServer()
    server.publish(*range(1, 60))
    reading = source(server)
    kept = await poll(reading, Kept())
    del server.statuses[59], server.statuses[50]
    await poll(reading, kept)
    assert kept.gone == {"59", "50"}


async def test_a_post_deleted_long_after_is_gone_within_a_few_polls() -> None:
    server = MastodonServer()
    server.publish(*range(1, 151))
    reading = source(server)
    kept = await poll(reading, Kept())
    del server.statuses[7]
    for _ in range(8):
        await poll(reading, kept)
    assert kept.gone == {"7"}


async def test_the_only_post_deleted_is_gone() -> None:
    server = MastodonServer()
    server.publish(1)
    reading = source(server)
    kept = await poll(reading, Kept())
    server.statuses.clear()
    await poll(reading, kept)
    assert kept.gone == {"1"}


async def test_a_post_that_only_left_the_timeline_is_not_gone() -> None:
    server = MastodonServer()
    server.publish(1, 2, 3)
    reading = source(server)
    kept = await poll(reading, Kept())
    server.statuses[2]["tags"] = []
    await poll(reading, kept)
    assert not kept.gone
    server.asked.clear()
    await poll(reading, kept)
    assert not [url for url in server.asked if "statuses?" in url]


async def test_a_server_without_look_up_by_id_is_never_asked_for_it() -> None:
    server = MastodonServer(level=None)
    server.publish(1, 2, 3)
    reading = source(server)
    kept = await poll(reading, Kept())
    del server.statuses[2]
    await poll(reading, kept)
    assert not kept.gone
    assert not [url for url in server.asked if "statuses?" in url]


async def test_a_failed_look_up_costs_nothing_else() -> None:
    server = MastodonServer(errors={"/api/v1/statuses": SourceUnreachable("500")})
    server.publish(1, 2, 3)
    reading = source(server)
    kept = await poll(reading, Kept())
    del server.statuses[2]
    server.publish(4)
    await poll(reading, kept)
    assert kept.numbers == {1, 2, 3, 4}
    server.errors.clear()
    await poll(reading, kept)
    assert kept.gone == {"2"}


async def test_what_cannot_be_read_is_counted_once_and_costs_no_other_post() -> None:
    server = MastodonServer()
    server.publish(1, 2, 3)
    server.statuses[2]["id"] = None
    reading = source(server)
    kept = await poll(reading, Kept())
    await poll(reading, kept)
    assert kept.numbers == {1, 3}
    assert sum(batch.rejected for batch in kept.batches) == 1


async def test_posts_for_some_people_only_and_boosts_are_left_out() -> None:
    server = MastodonServer()
    server.publish(1)
    server.publish(2, visibility="private")
    server.publish(3, visibility="direct")
    server.publish(4, visibility="unlisted")
    server.publish(5, reblog={"id": "1"})
    assert (await poll(source(server), Kept())).numbers == {1, 4}


@pytest.mark.parametrize(
    "server",
    [
        MastodonServer(has_links=False),
        MastodonServer(largest_page=20),
        MastodonServer(version="2.7.2 (compatible; Pleroma 2.9.1)", level=None),
        MastodonServer(
            version="3.5.3 (compatible; Pixelfed 0.12.4)",
            level=None,
            has_links=False,
            pages_forward=False,
        ),
    ],
    ids=["without Link", "with small pages", "Pleroma", "Pixelfed"],
)
async def test_servers_with_their_own_ways_lose_nothing_either(server: MastodonServer) -> None:
    server.publish(*range(1, 130))
    reading = source(server)
    kept = await poll(reading, Kept())
    server.publish(*range(130, 300))
    await poll(reading, kept)
    assert kept.numbers == set(range(1, 300))


@pytest.mark.parametrize("version", ["4.6.4", "3.5.3 (compatible; Pixelfed 0.12.4)"])
@pytest.mark.parametrize("batches", range(1, 12))
async def test_a_kill_while_a_long_gap_is_closed_loses_nothing(version: str, batches: int) -> None:
    server = MastodonServer(version=version, pages_forward=version == "4.6.4")
    server.publish(*range(1, 11))
    kept = await poll(source(server), Kept())
    server.publish(*range(11, 400))
    await poll(source(server), kept, stop_after=batches)
    server.publish(*range(400, 420))
    await poll(source(server), kept)
    assert kept.numbers == set(range(1, 420))


async def test_a_server_that_repeats_a_page_for_ever_is_left_alone() -> None:
    server = MastodonServer(is_stuck=True)
    server.publish(*range(1, 41))
    kept = await poll(source(server), Kept())
    assert kept.numbers == set(range(1, 41))
    assert len(server.asked) < 10


async def test_an_address_that_a_server_links_to_never_sees_the_token() -> None:
    server = MastodonServer(link_host="elsewhere.example")
    server.publish(*range(1, 60))
    kept = await poll(source(server, token="s3cret"), Kept())
    assert kept.numbers == set(range(1, 60))
    assert set(server.tokens) == {"s3cret"}


@pytest.mark.parametrize("bookmark", ["", "null", "[]", '{"version":2}', "not json", '{"tags":7}'])
async def test_a_bookmark_that_cannot_be_read_means_first_contact(bookmark: str) -> None:
    server = MastodonServer()
    server.publish(*range(1, 60))
    kept = await poll(source(server), Kept(bookmark=bookmark))
    assert kept.numbers == set(range(1, 60))


_STEP = st.tuples(
    st.integers(0, 130),  # posts that arrive
    st.integers(0, 12),  # batches until the process is killed
    st.integers(0, 15),  # requests until the network is gone
    st.integers(0, 3),  # posts that arrive before each request
)


@given(
    st.lists(_STEP, min_size=1, max_size=5),
    st.sampled_from(["4.6.4", "3.5.3 (compatible; Pixelfed 0.12.4)"]),
)
async def test_no_post_is_lost_whenever_the_process_or_the_network_dies(
    steps: list[tuple[int, int, int, int]], version: str
) -> None:
    server = MastodonServer(version=version, pages_forward=version == "4.6.4")
    kept, newest = Kept(), 0
    for posts, batches, requests, arriving in steps:
        server.publish(*range(newest + 1, newest + 1 + posts))
        newest += posts
        failing = deque([False] * requests + [True])

        def at_each(failing: deque[bool] = failing, arriving: int = arriving) -> None:
            nonlocal newest
            for _ in range(arriving if newest < 1_800 else 0):
                newest += 1
                server.publish(newest)
            if failing and failing.popleft():
                raise SourceUnreachable("the network is gone")

        server.at_each = at_each
        try:
            await poll(source(server), kept, stop_after=batches)
        except SourceUnreachable:
            continue
    server.at_each = lambda: None
    await poll(source(server), kept)
    assert kept.numbers == set(server.statuses)
