"""Which addresses anybody on the internet could mean."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.clean.addresses import (
    is_host,
    is_local,
    is_localhost,
    is_public,
    is_web_port,
    literal,
)

PRIVATE = [
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1"),  # noqa: S104  # nothing is bound
    *("192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "239.255.255.250"),
    *("240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1"),
    *("::ffff:0:7f00:1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1"),
    *("2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "4000::1"),
    *("5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1"),
]
PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "151.101.1.69", "2606:4700::1111", "2a00:1450::1"),
    *("::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_special_address_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_ordinary_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_hiding_an_address_in_another_changes_nothing(address: IPv4Address) -> None:
    mapped = IPv6Address(b"\0" * 10 + b"\xff\xff" + address.packed)
    translated = IPv6Address(int(IPv6Address("64:ff9b::")) + int(address))
    tunnelled = IPv6Address(b"\x20\x02" + address.packed + b"\0" * 10)
    assert is_public(mapped) == is_public(translated) == is_public(tunnelled) == is_public(address)


@pytest.mark.parametrize("name", ["localhost", "LocalHost.", "a.localhost", "a.b.localhost."])
def test_localhost_has_many_names(name: str) -> None:
    assert is_localhost(name)


@pytest.mark.parametrize("name", ["localhost.example", "mylocalhost", "town.example"])
def test_other_names_are_not_localhost(name: str) -> None:
    assert not is_localhost(name)


@pytest.mark.parametrize("port", [80, 443, 1024, 3000, 8080, 8443, 65535])
def test_a_web_server_may_be_there(port: int) -> None:
    assert is_web_port(port)


@pytest.mark.parametrize("port", [0, 22, 25, 53, 139, 445, 587, 993, 6379, 6667, 11211])
def test_other_services_are_left_alone(port: int) -> None:
    assert not is_web_port(port)


def test_names_are_not_literals() -> None:
    assert literal("town.example") is None
    assert literal("::1") == IPv6Address("::1")


@pytest.mark.parametrize("host", ["", "a b", "a%20b", "a/b", "x" * 254, "caf\u00e9.example"])
def test_what_cannot_be_a_host_is_none(host: str) -> None:
    assert not is_host(host)


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        ("http://127.0.0.1:8080", True),
        ("10.0.0.7", True),
        ("ws://127.0.0.1:7447", True),
        ("wss://relay.example, ws://localhost:7447", True),
        ("wss://relay.example,wss://other.example", False),
        ("https://blog.example/a,b", False),
        ("", False),
        ("ftp://127.0.0.1", False),
    ],
)
def test_what_is_on_this_machine_or_network(written: str, is_one: bool) -> None:
    assert is_local(written) is is_one
