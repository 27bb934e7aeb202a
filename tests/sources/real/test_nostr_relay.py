"""Posts on a Nostr relay that is not ours (nostr-relay), killed and brought back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.sources.nostr.people import ANA, BEN
from tests.sources.nostr.relay_server import RelayServer, reading
from tests.sources.real.servers import Running, free_port, running
from tests.waiting import PATIENCE
from websockets.asyncio.client import connect

from backchannel.errors import SourceUnreachable

CONFIG = """\
storage:
  sqlalchemy.url: sqlite+aiosqlite:///{folder}/events.db
  validators: [nostr_relay.validators.is_signed]
gunicorn: {{bind: "127.0.0.1:{port}", workers: 1, loglevel: warning}}
"""


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Running]:
    port = free_port()
    config = tmp_path / "relay.yaml"
    config.write_text(CONFIG.format(folder=tmp_path, port=port))
    with running(["nostr-relay", "-c", config, "serve"], tmp_path, port) as server:
        yield server


async def publish(relay: Running, *events: dict[str, Any]) -> list[bool]:
    """Publish events; whether the relay took each."""
    async with connect(f"ws://127.0.0.1:{relay.port}") as socket:
        taken = []
        for event in events:
            await socket.send(json.dumps(["EVENT", event]))
            taken.append(json.loads(await socket.recv())[2])
        return taken


async def test_it_reads_what_is_kept_and_what_is_said_and_takes_back_what_is_deleted(
    relay: Running,
) -> None:
    kept, live = ANA.says("Kept #ideaperf"), BEN.says("Live #ideaperf")
    forged = {**BEN.says("Forged #ideaperf"), "sig": kept["sig"]}
    assert await publish(relay, kept, ANA.called("Ana Example"), forged) == [True, True, False]
    async with reading(RelayServer(port=relay.port)) as desk:
        await desk.quiet("Kept #ideaperf")
        await publish(relay, live)
        await desk.quiet("Kept #ideaperf", "Live #ideaperf")
        names = {draft.author.name for draft in desk.kept.drafts.values()}
        assert "Ana Example" in names
        await publish(relay, BEN.takes_back(live))
        async with asyncio.timeout(PATIENCE):
            while live["id"] not in desk.kept.gone:
                await desk.next()
        assert desk.said == ["Kept #ideaperf"]


async def test_nothing_is_missing_or_doubled_after_the_relay_was_killed(relay: Running) -> None:
    await publish(relay, ANA.says("Before #ideaperf"))
    async with reading(RelayServer(port=relay.port)) as desk:
        await desk.quiet("Before #ideaperf")
        await asyncio.to_thread(relay.kill)
        with pytest.raises(SourceUnreachable):
            await desk.quiet("never said")
        await asyncio.to_thread(relay.start)
        await publish(relay, BEN.says("Meanwhile #ideaperf"))
        await desk.again()
        await desk.quiet("Before #ideaperf", "Meanwhile #ideaperf")
        assert sorted(desk.said) == ["Before #ideaperf", "Meanwhile #ideaperf"]
