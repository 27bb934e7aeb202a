"""What is read of Bluesky over real connections: posts, names, deletions, and what was missed."""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus

import pytest
from msgspec import Raw
from tests.clock import Clock
from tests.sources.bluesky_network import ANA, TOM, Reading, record, scene, uri
from tests.sources.feed_reach import NoHttp

from backchannel.errors import SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.bluesky import Bluesky, Options
from backchannel.sources.bluesky.appview import AppView, Told
from backchannel.sources.bluesky.bookmark import Bookmark
from backchannel.sources.bluesky.entities import View
from backchannel.sources.bluesky.gathering import Gathering


async def test_a_post_with_the_tag_is_shown_and_gets_its_author_s_name() -> None:
    async with scene() as on, on.reading() as read:
        await on.network.post(1)
        await on.network.post(2, "Nothing of ours here")
        await read.until("Full house!", "Ana Example")
        [shown] = read.drafts.values()
        assert shown.uri == uri(1)
        assert shown.author.handle == "@ana.bsky.example"
        assert shown.url == "https://bsky.app/profile/did:plc:ana/post/1"


async def test_a_repost_counts_for_the_post_and_is_none_itself() -> None:
    async with scene() as on, on.reading() as read:
        subject = {"uri": uri(1), "cid": "x"}
        commit = {"operation": "create", "collection": "app.bsky.feed.repost", "rkey": "7"}
        record = {"$type": "app.bsky.feed.repost", "subject": subject, "text": "#ideaperf"}
        message = {
            "did": ANA,
            "time_us": 1,
            "kind": "commit",
            "commit": commit | {"record": record},
        }
        await on.network.say(message)
        on.network.counts[uri(1)] = {"repostCount": 5}
        await on.network.post(1)
        await read.until("Full house!", "Ana Example")
        [shown] = read.drafts.values()
        assert (shown.uri, shown.boosts) == (uri(1), 5)


async def test_without_an_account_it_is_said_that_the_past_is_not_seen() -> None:
    async with scene() as on, on.reading() as read:
        assert read.note == "what was posted before is not seen without an account"


async def test_a_post_is_shown_while_nobody_knows_its_author() -> None:
    async with scene() as on, on.reading() as read:
        on.network.is_mute = True
        await on.network.post(1)
        await read.until("Full house!", ANA)
        while "names and counts are missing" not in read.note:
            await read.step()


async def test_a_deleted_post_is_gone() -> None:
    async with scene() as on, on.reading() as read:
        await on.network.post(1)
        await read.until("Ana Example")
        await on.network.delete(1)
        await read.until(gone=uri(1))
        assert not read.drafts


def test_an_answer_that_was_on_its_way_does_not_bring_a_deleted_post_back() -> None:
    commit = {"operation": "delete", "collection": "app.bsky.feed.post", "rkey": "1"}
    deletion = {"did": ANA, "time_us": 1, "kind": "commit", "commit": commit}
    gathering = Gathering(AppView(NoHttp(), "https://appview.example", Clock()), Bookmark())
    gathering.hear([json.dumps(deletion)])
    gathering.learn([Told(views=(View(uri(1), record=Raw(json.dumps(record()).encode())),))])
    batch = gathering.batch(1)
    assert (batch.drafts, batch.gone) == ((), (uri(1),))


async def test_a_deletion_of_what_was_given_before_a_restart_is_told_too() -> None:
    async with scene() as on:
        async with on.reading() as read:
            await on.network.post(1)
            await read.until("Ana Example")
        await on.network.delete(1)
        async with on.reading(read.bookmark) as again:
            await again.until(gone=uri(1))


async def test_an_edit_changes_the_words() -> None:
    async with scene() as on, on.reading() as read:
        await on.network.post(1)
        await read.until("Ana Example")
        await on.network.post(1, "Half empty! The tag is gone", operation="update")
        await read.until("Half empty!", "Ana Example")


async def test_posts_of_an_account_that_is_taken_down_are_gone() -> None:
    async with scene() as on, on.reading() as read:
        await on.network.post(1)
        await on.network.post(2, did=TOM)
        await read.until("Ana Example", "Tom Example")
        account = {"active": False, "did": ANA, "status": "takendown"}
        await on.network.say({"did": ANA, "kind": "account", "account": account})
        while uri(1) in read.drafts:
            await read.step()
        assert read.batches[-1].gone_under == ("at://did:plc:ana/",)
        assert set(read.drafts) == {uri(2, TOM)}


async def test_who_asks_not_to_be_shown_to_strangers_is_taken_back_and_not_shown_again() -> None:
    async with scene() as on, on.reading() as read:
        on.network.profiles[ANA]["labels"] = [{"src": ANA, "val": "!no-unauthenticated"}]
        await on.network.post(1)
        while ("at://did:plc:ana/",) not in [batch.gone_under for batch in read.batches]:
            await read.step()
        await on.network.post(2)
        await on.network.post(3, did=TOM)
        await read.until("Tom Example")
        assert set(read.drafts) == {uri(3, TOM)}
        assert uri(2) not in read.given


async def test_a_new_name_replaces_the_old_one() -> None:
    async with scene() as on, on.reading() as read:
        await on.network.post(1)
        await read.until("Ana Example")
        on.network.profiles[ANA] |= {"handle": "ana.example", "displayName": "Cllr Ana"}
        await on.network.say({"did": ANA, "kind": "identity", "identity": {"did": ANA}})
        await read.until("Cllr Ana", "@ana.example")


async def test_counts_are_looked_at_again_later() -> None:
    async with scene() as on, on.reading() as read:
        await on.network.post(1)
        await read.until("Ana Example")
        on.network.counts[uri(1)] = {"likeCount": 41, "repostCount": 5, "replyCount": 2}
        on.clock.advance(180)
        await read.until("likes=41", "boosts=5", "replies=2")


async def test_what_was_posted_while_the_server_was_away_is_given_once() -> None:
    async with scene() as on:
        async with on.reading() as read:
            await on.network.post(1)
            await read.until("Ana Example")
            await on.network.hang_up()
            assert "ended the stream" in str(await read.broken())
        await on.network.post(2, "Back again #ideaperf")
        async with on.reading(read.bookmark) as again:
            await again.until("Back again")
        assert uri(1) not in again.given


async def test_what_is_still_to_be_named_is_named_after_a_restart() -> None:
    async with scene() as on:
        on.network.is_mute = True
        async with on.reading() as read:
            await on.network.post(1)
            await read.until("Full house!")
        on.network.is_mute = False
        async with on.reading(read.bookmark) as again:
            await again.until("Ana Example")


async def test_the_next_server_is_asked_when_one_is_not_ready() -> None:
    async with scene() as on, scene() as other:
        on.network.refuses = HTTPStatus.SERVICE_UNAVAILABLE
        hosts = (*on.options.hosts, *other.options.hosts)
        async with other.reading(options=replace(other.options, hosts=hosts)) as read:
            await other.network.post(1)
            await read.until("Full house!")


async def test_a_server_that_answers_and_tells_nothing_gives_way_to_the_next() -> None:
    async with scene() as on, scene() as other:
        hosts = tuple(f"ws://sky.example:{each.network.port}" for each in (on, other))
        source = on.source(replace(on.options, hosts=hosts), patience=0.02, silence=0.1)
        empty = Reading(source)
        assert "connected, but no post came for" in str(await empty.broken())
        again = Reading(source)
        await again.step()
        await other.network.joined.wait()
        await other.network.post(1)
        await again.until("Full house!")
        await again.close()


async def test_a_network_in_one_s_own_house_may_be_quiet_for_long() -> None:
    async with scene() as on:
        read = Reading(on.source(patience=0.02, silence=0.0))
        for _ in range(5):
            await read.step()
        await read.close()


@pytest.mark.parametrize("status", [HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE])
async def test_when_no_server_is_ready_it_is_tried_again(status: HTTPStatus) -> None:
    async with scene() as on:
        on.network.refuses = status
        with pytest.raises(SourceUnreachable, match=str(status.value)):
            await Reading(on.source()).step()


async def test_a_cursor_that_no_server_reaches_back_to_is_said() -> None:
    async with scene() as on:
        async with on.reading() as read:
            await on.network.post(1)
            await read.until("Ana Example")
        on.network.lines.clear()
        on.network.moment = on.clock.advance(3 * 86_400)
        async with on.reading(read.bookmark) as again:
            await on.network.post(2)
            await again.until("Full house!")
            [(since, until)] = filter(None, (batch.hole for batch in again.batches))
            assert (f"{since:%d %H:%M}", f"{until:%d %H:%M}") == ("09 14:00", "12 14:00")


async def test_a_longer_tag_in_which_ours_is_whole_comes_past() -> None:
    async with scene() as on, on.reading() as read:
        await on.network.post(1, record={"text": "Outcomes! #ideaperfs"})
        await on.network.post(2, record={"text": "Outcomes! #ideaprf"})
        await on.network.post(3)
        await read.until("Full house!")
        assert set(read.drafts) == {uri(1), uri(3)}


async def test_a_line_that_cannot_be_read_costs_only_itself() -> None:
    async with scene() as on, on.reading() as read:
        await on.network.say_raw('{"time_us":"#ideaperf')
        await on.network.say({"did": ANA, "kind": "ideaperf of tomorrow"})
        await on.network.post(1, record={"text": 7, "tags": ["ideaperf"]})
        await on.network.delete(99)
        await on.network.post(2)
        await read.until("Ana Example")
        assert sum(batch.rejected for batch in read.batches) == 2
        assert set(read.drafts) == {uri(2)}


async def test_a_source_without_a_hashtag_is_refused() -> None:
    async with scene() as on:
        reach = replace(on.source()._reach, event=Event("None", ()))
        with pytest.raises(SourceRefused, match="no hashtag"):
            await anext(Bluesky(Options(), reach).batches(None))


@pytest.mark.parametrize(
    "wrong",
    [{"hosts": ()}, {"hosts": ("ftp://x.example",)}, {"hosts": ("",)}, {"handle": "ana.example"}],
)
def test_options_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"hosts|handle"):
        Options(**wrong)  # type: ignore[arg-type]  # on purpose
