from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from backchannel.demo.sites.policy import TOKEN
from backchannel.demo.story.programme import END

if TYPE_CHECKING:
    import httpx
    from tests.demo.conftest import Visit

HASHTAG = {"type": "subscribe", "stream": "hashtag", "tag": "CouncilsConnect"}


def socket_of(visit: Visit, site: str) -> str:
    return visit.addresses[site].replace("http:", "ws:") + "/api/v1/streaming"


async def heard(socket: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await socket.recv())
    return message


async def settled(socket: ClientConnection) -> None:
    """Everything sent before has been obeyed: a wrong command is answered after it."""
    await socket.send(json.dumps({"type": "subscribe", "stream": "nothing"}))
    while "error" not in await heard(socket):
        pass


async def test_a_new_post_arrives_over_the_websocket_when_the_clock_advances(visit: Visit) -> None:
    async with connect(socket_of(visit, "civic")) as socket:
        await socket.send(json.dumps(HASHTAG))
        await settled(socket)
        visit.advance(5)
        message = await heard(socket)
    assert message["stream"] == ["hashtag", "CouncilsConnect"]
    assert message["event"] == "update"
    status = json.loads(message["payload"])
    assert "councilsconnect" in {tag["name"] for tag in status["tags"]}
    newest = (await visit.get("civic", f"/api/v1/statuses/{status['id']}")).json()
    assert newest["uri"] == status["uri"]


async def test_edits_and_deletions_arrive_too(visit: Visit) -> None:
    query = "?stream=hashtag&tag=councilsconnect"
    async with connect(socket_of(visit, "civic") + query, max_queue=None) as socket:
        await settled(socket)
        for _ in range(200):
            visit.advance(5)
            await asyncio.sleep(0)
        turns: dict[str, list[Any]] = {"update": [], "status.update": [], "delete": []}
        while not (turns["status.update"] and turns["delete"]):
            message = await heard(socket)
            turns[message["event"]].append(message["payload"])
    assert json.loads(turns["status.update"][0])["edited_at"]
    assert turns["delete"][0].isdigit()


async def test_one_socket_carries_several_tags_and_drops_one_again(visit: Visit) -> None:
    async with connect(socket_of(visit, "civic"), max_queue=None) as socket:
        await socket.send(json.dumps(HASHTAG))
        await socket.send(json.dumps({**HASHTAG, "tag": "ccx26"}))
        await settled(socket)
        visit.world.jump(END)
        streams: set[str] = set()
        while len(streams) < 2:
            streams.add((await heard(socket))["stream"][1])
        assert streams == {"CouncilsConnect", "ccx26"}


async def test_local_streams_carry_only_posts_of_that_server(visit: Visit) -> None:
    async with connect(socket_of(visit, "civic"), max_queue=None) as socket:
        await socket.send(json.dumps({**HASHTAG, "stream": "hashtag:local"}))
        await settled(socket)
        for _ in range(60):
            visit.advance(1)
            await asyncio.sleep(0)
        await socket.send(json.dumps({"type": "subscribe", "stream": "nothing"}))
        found = []
        while "error" not in (message := await heard(socket)):
            if message["event"] == "update":
                found.append(json.loads(message["payload"])["account"]["acct"])
    assert found
    assert not any("@" in account for account in found)


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ({"stream": "user"}, "Unknown stream type"),
        ({"stream": "hashtag"}, "Missing tag name parameter"),
    ],
)
async def test_a_bad_subscription_is_answered_and_the_socket_stays_open(
    visit: Visit, command: dict[str, str], error: str
) -> None:
    async with connect(socket_of(visit, "civic")) as socket:
        for text in ("no json", "[]", json.dumps({"type": "subscribe", **command})):
            await socket.send(text)
        assert await heard(socket) == {"error": error, "status": 400}
        await settled(socket)


async def test_a_binary_message_closes_the_socket(visit: Visit) -> None:
    async with connect(socket_of(visit, "civic")) as socket:
        await socket.send(b"\x00")
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1003


async def test_a_ping_is_answered(visit: Visit) -> None:
    async with connect(socket_of(visit, "civic")) as socket:
        await (await socket.ping())


async def test_a_server_that_asks_for_a_token_refuses_the_upgrade_without_one(
    visit: Visit,
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(socket_of(visit, "toot")):
            pass
    assert refused.value.response.status_code == 401
    assert refused.value.response.headers["X-Error-Message"] == "Missing access token"


@pytest.mark.parametrize("way", ["header", "query"])
async def test_a_token_opens_the_streams_in_either_way(visit: Visit, way: str) -> None:
    query = f"?access_token={TOKEN}" if way == "query" else ""
    headers = {} if query else {"Authorization": f"Bearer {TOKEN}"}
    url = socket_of(visit, "toot") + query
    async with connect(url, additional_headers=headers, max_queue=None) as socket:
        await socket.send(json.dumps(HASHTAG))
        await settled(socket)
        visit.advance(10)
        assert (await heard(socket))["event"] == "update"


async def lines_of(answer: httpx.Response) -> AsyncIterator[str]:
    async for line in answer.aiter_lines():
        yield line


async def test_server_sent_events_begin_with_a_comment_and_bring_posts(visit: Visit) -> None:
    url = visit.addresses["civic"] + "/api/v1/streaming/hashtag?tag=councilsconnect"
    async with visit.client.stream("GET", url) as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        lines = lines_of(answer)
        assert await anext(lines) == ":)"
        visit.advance(5)
        assert await anext(lines) == "event: update"
        data = await anext(lines)
        assert json.loads(data.removeprefix("data: "))["content"]


@pytest.mark.parametrize(
    ("site", "path", "status"),
    [
        ("civic", "/hashtag", 400),
        ("civic", "/everything?tag=x", 400),
        ("toot", "/hashtag?tag=councilsconnect", 401),
        ("civic", "", 404),
    ],
)
async def test_what_cannot_be_streamed_is_refused_as_json(
    visit: Visit, site: str, path: str, status: int
) -> None:
    answer = await visit.get(site, f"/api/v1/streaming{path}")
    assert answer.status_code == status
    assert answer.json()["error"]


async def test_streams_are_healthy(visit: Visit) -> None:
    assert (await visit.get("toot", "/api/v1/streaming/health")).text == "OK"


async def test_streams_end_with_the_world(visit: Visit) -> None:
    async with connect(socket_of(visit, "civic")) as socket:
        await settled(socket)
        await visit.world.sites["civic"].server.stop()
        with pytest.raises(ConnectionClosed):
            await socket.recv()
