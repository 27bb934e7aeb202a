"""A room on a Matrix homeserver that is not ours (Synapse): as a member, and as a guest."""

from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from tests.clock import Clock
from tests.sources.feed_reach import DocumentsHere
from tests.sources.loopback import unhurried
from tests.sources.mastodon_server import Kept
from tests.sources.real.servers import free_port, running
from tests.waiting import PATIENCE

from backchannel.errors import Refusal, SourceRefused
from backchannel.model.programme import Event
from backchannel.sources.api import Reach
from backchannel.sources.http import PoliteHttp
from backchannel.sources.matrix import Matrix, Options

CONFIG = """
server_name: localhost
listeners:
  - {{port: {port}, bind_addresses: [127.0.0.1], type: http, resources: [{{names: [client]}}]}}
database: {{name: sqlite3, args: {{database: "{folder}/home.db"}}}}
media_store_path: "{folder}/media"
signing_key: "ed25519 a_test {key}"
macaroon_secret_key: invented
form_secret: invented
report_stats: false
trusted_key_servers: []
allow_guest_access: true
enable_registration: true
enable_registration_without_verification: true
bcrypt_rounds: 4
rc_message: &often {{per_second: 1000, burst_count: 1000}}
rc_registration: *often
rc_joins: {{local: *often}}
"""
API = "/_matrix/client/v3"
DUMMY = {"type": "m.login.dummy"}


@pytest.fixture(scope="module")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a homeserver on which everybody may have an account."""
    folder, port = tmp_path_factory.mktemp("synapse"), free_port()
    key = b64encode(sha256(b"an invented homeserver").digest()).decode().rstrip("=")
    config = folder / "home.yaml"
    config.write_text(CONFIG.format(port=port, folder=folder, key=key))
    with running(["synapse_homeserver", "-c", config], folder, port):
        yield f"http://127.0.0.1:{port}"


class Account:
    """Somebody who is logged in."""

    def __init__(self, address: str, token: str) -> None:
        self.token = token
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx.AsyncClient(
            base_url=address, headers=headers, trust_env=False, timeout=60
        )
        self._sent, self._rooms = 0, dict[str, str]()

    async def ask(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        answer = await self._http.request(method, f"{API}/{path}", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def makes_room(self, name: str, *, is_open: bool) -> str:
        """The room's alias; an open one may be read by everybody."""
        content = {"history_visibility": "world_readable" if is_open else "invited"}
        state = {"type": "m.room.history_visibility", "content": content}
        preset = "public_chat" if is_open else "private_chat"
        asked = {"room_alias_name": name, "preset": preset, "initial_state": [state]}
        made = await self.ask("POST", "createRoom", **asked)
        self._rooms[f"#{name}:localhost"] = made["room_id"]
        return f"#{name}:localhost"

    async def says(self, room: str, body: str, **content: Any) -> str:
        """Say something; its id."""
        said = {"msgtype": "m.text", "body": body, **content}
        return str((await self._send(room, "send/m.room.message", said))["event_id"])

    async def corrects(self, room: str, event: str, body: str) -> None:
        relation = {"rel_type": "m.replace", "event_id": event}
        new = {"msgtype": "m.text", "body": body}
        await self.says(room, f"* {body}", **{"m.relates_to": relation, "m.new_content": new})

    async def takes_back(self, room: str, event: str) -> None:
        await self._send(room, f"redact/{quote(event, safe='')}", {})

    async def _send(self, room: str, what: str, content: dict[str, Any]) -> dict[str, Any]:
        self._sent += 1
        place = f"rooms/{quote(self._rooms[room], safe='')}/{what}/{self._sent}"
        return await self.ask("PUT", place, **content)

    async def close(self) -> None:
        await self._http.aclose()


@asynccontextmanager
async def enrolled(address: str, name: str) -> AsyncIterator[Account]:
    """Somebody new, who is called so."""
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as http:
        said = {"username": f"{name}{os.urandom(3).hex()}", "password": "in-vented"}
        answer = await http.post(f"{API}/register", json={**said, "auth": DUMMY})
        assert answer.status_code == 200, answer.text
    account = Account(address, answer.json()["access_token"])
    try:
        yield account
    finally:
        await account.close()


class Desk:
    """What a desk has of a room."""

    def __init__(self, source: Matrix) -> None:
        self.kept, self._source = Kept(), source
        self._batches: Any = None

    async def until(self, is_so: Callable[[], object]) -> None:
        """Read on, poll after poll, until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                self._batches = self._batches or self._source.batches(self.kept.bookmark)
                batch = await anext(self._batches, None)
                if batch is None:
                    self._batches = None
                else:
                    self.kept.store(batch)

    @property
    def said(self) -> set[str]:
        there = self.kept.drafts.items()
        return {draft.content for id_, draft in there if id_ not in self.kept.gone}

    async def close(self) -> None:
        if self._batches is not None:
            await self._batches.aclose()


@asynccontextmanager
async def desk(address: str, room: str, token: str = "") -> AsyncIterator[Desk]:
    async with PoliteHttp(unhurried(), allow_local=True) as http:
        event = Event("Example", ("ideaperf",))
        reach = Reach(http, DocumentsHere(), event, Clock(), lambda _: token)
        opened = Desk(Matrix(Options(address, room), reach))
        try:
            yield opened
        finally:
            await opened.close()


@pytest.mark.parametrize("is_member", [True, False])
async def test_what_is_said_corrected_and_taken_back_in_a_room(
    homeserver: str, *, is_member: bool
) -> None:
    async with enrolled(homeserver, "ana") as ana, enrolled(homeserver, "desk") as account:
        room = await ana.makes_room(f"open{os.urandom(3).hex()}", is_open=True)
        first, wrong = await ana.says(room, "Before"), await ana.says(room, "Worng")
        token = account.token if is_member else ""
        async with desk(homeserver, room, token) as opened:
            await opened.until(lambda: opened.said == {"Before", "Worng"})
            await ana.corrects(room, wrong, "Right")
            await ana.says(room, "Live")
            await opened.until(lambda: opened.said == {"Before", "Right", "Live"})
            await ana.takes_back(room, first)
            await opened.until(lambda: opened.said == {"Right", "Live"})
            names = {draft.author.name for draft in opened.kept.drafts.values()}
            assert all(name.startswith("ana") for name in names)


async def test_more_than_a_page_is_read_whole_and_in_one_piece(homeserver: str) -> None:
    async with enrolled(homeserver, "ana") as ana, enrolled(homeserver, "desk") as account:
        room = await ana.makes_room(f"long{os.urandom(3).hex()}", is_open=True)
        await asyncio.gather(*(ana.says(room, f"Line {number}") for number in range(105)))
        async with desk(homeserver, room, account.token) as opened:
            await opened.until(lambda: len(opened.said) == 105)


async def test_a_room_for_invited_people_only_says_what_to_do(homeserver: str) -> None:
    async with enrolled(homeserver, "ana") as ana, enrolled(homeserver, "desk") as account:
        room = await ana.makes_room(f"shut{os.urandom(3).hex()}", is_open=False)
        async with desk(homeserver, room, account.token) as opened:
            with pytest.raises(SourceRefused, match="invite the token's account") as refused:
                await opened.until(lambda: False)
            assert refused.value.why is Refusal.LOGIN
