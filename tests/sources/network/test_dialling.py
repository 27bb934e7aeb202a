"""Names looked up, addresses checked, the next one tried."""

from __future__ import annotations

import asyncio

import pytest

from backchannel.errors import SourceUnreachable
from backchannel.sources.network.dialling import Dialler, look_up


def dialler(*addresses: str, allow_local: bool = False, attempt: float = 0.05) -> Dialler:
    async def lookup(host: str, port: int) -> list[str]:
        return list(addresses)

    return Dialler(allow_local=allow_local, lookup=lookup, attempt=attempt)


async def test_private_addresses_among_public_ones_are_left_out() -> None:
    mixed = dialler("10.0.0.1", "8.8.8.8", "::1", "2606:4700::1", "not an address")
    assert await mixed.addresses("town.example", 443) == ["8.8.8.8", "2606:4700::1"]


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"]
)
async def test_what_is_local_may_not_lead_to_where_machines_keep_secrets(address: str) -> None:
    near = dialler("192.168.1.20", address, allow_local=True)
    assert await near.addresses("nas.example", 80) == ["192.168.1.20"]
    with pytest.raises(SourceUnreachable, match="an address of a single link"):
        await dialler(address, allow_local=True).addresses("nas.example", 80)


async def test_the_families_take_turns() -> None:
    many = dialler("2606::1", "2606::2", "2606::3", "8.8.8.8", "8.8.4.4")
    assert await many.addresses("town.example", 443) == [
        *("2606::1", "8.8.8.8", "2606::2", "8.8.4.4", "2606::3")
    ]


async def test_a_name_without_addresses_does_not_exist() -> None:
    with pytest.raises(SourceUnreachable, match=r"no such host: town\.example"):
        await dialler().addresses("town.example", 443)


async def test_localhost_is_never_even_looked_up() -> None:
    with pytest.raises(SourceUnreachable, match="private address"):
        await dialler("8.8.8.8").addresses("localhost", 443)


async def test_an_address_that_fails_or_hangs_makes_way_for_the_next() -> None:
    tried: list[str] = []

    async def connect(address: str) -> str:
        tried.append(address)
        if address == "8.8.8.1":
            raise ConnectionRefusedError
        if address == "8.8.8.2":
            await asyncio.sleep(60)
        return address

    many = dialler("8.8.8.1", "8.8.8.2", "8.8.8.3", "8.8.8.4")
    assert await many.dial("town.example", 443, connect) == "8.8.8.3"
    assert await many.dial("town.example", 443, connect) == "8.8.8.3"
    assert tried == ["8.8.8.1", "8.8.8.2", "8.8.8.3", "8.8.8.3"]


async def test_the_last_failure_is_the_one_reported() -> None:
    async def connect(address: str) -> str:
        raise ConnectionRefusedError(address)

    with pytest.raises(ConnectionRefusedError, match=r"8\.8\.4\.4"):
        await dialler("8.8.8.8", "8.8.4.4").dial("town.example", 443, connect)


async def test_no_more_than_eight_addresses_are_tried() -> None:
    many = dialler(*(f"8.8.8.{number}" for number in range(100)))
    assert len(await many.addresses("town.example", 443)) == 8


async def test_the_system_knows_this_machine() -> None:
    assert await look_up("127.0.0.1", 80) == ["127.0.0.1"]


async def test_a_lookup_that_is_given_up_disturbs_nobody() -> None:
    task = asyncio.create_task(look_up("127.0.0.1", 80))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await look_up("127.0.0.1", 80) == ["127.0.0.1"]
