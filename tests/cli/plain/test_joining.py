"""What a desk of words says to the world: shown, then sent by a word of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel
from tests.cli.plain.talk import talk_on
from tests.cli.test_joining import ANA, drafts, own

from backchannel.model.outgoing import Sending
from backchannel.store import changes, outgoing
from backchannel.store.store import Store


async def test_a_reply_is_shown_and_sent_by_another_word(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own(ANA)
    async with talk_on(store, capsys) as talk:
        shown = await talk("reply 2 we do")
        assert shown[:3] == [
            "as @ana@toot.example, 19 of 500:",
            "    to 2, Ann 2: Who measures it?",
            "    @ann2@river.example we do #rivers",
        ]
        assert shown[3].startswith("Type send to send it, discard to throw it away.")
        sent = await talk("send")
    assert sent[0].endswith("waiting  @ana@toot.example: @ann2@river.example we do #rivers")
    assert sent[1] == "Nobody is collecting, so it waits; backchannel collect sends it."


async def test_what_came_of_it_is_said_once(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own(ANA)
    async with talk_on(store, capsys) as talk:
        number = await talk.desk.read(changes.latest)
        await talk("post hello")
        await talk("send")
        async with Store(store) as writer:
            (waiting,) = await writer.read(outgoing.listed)
            await writer.write(outgoing.begin, waiting)
            await writer.write(outgoing.put_out, waiting.id, "https://toot.example/@ana/1")
        talk.heard()
        for _turn in range(2):
            await talk.desk._heard(await talk.desk.read(changes.since, number))
        assert talk.heard() == ["Sent: https://toot.example/@ana/1"]
        assert await talk.one("drafts") == "Nothing waits to be sent."


async def test_what_is_for_all_to_see_is_typed_whole(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own(ANA)
    async with talk_on(store, capsys) as talk:
        said = await talk.one("pos hello")
        assert said == "Post is for all to see, so type the whole word."
        assert await talk.one("p 2") == "Pinned: 2, Ann 2: Who measures it?"
        assert await talk.one("re") == "There is nothing to do again."
        assert "Nothing was written here yet" in await talk.one("send")
        assert "in reply 12" in await talk.one("reply hello")


async def test_what_was_written_is_thrown_away(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own(ANA)
    async with talk_on(store, capsys, as_json=True) as talk:
        *_, said = await talk.objects("post hello")
        assert (said["state"], said["text"]) == ("draft", "hello #rivers")
        (said,) = await talk.objects("discard")
        assert said["said"].startswith("Thrown away:")


def test_a_draft_of_the_other_side_is_one_of_this(store: Path, backchannel: Backchannel) -> None:
    own(ANA)
    backchannel("post", "x" * 500, "--store", store, "--yes")
    assert [each.state for each in drafts(store)] == [Sending.DRAFT]
