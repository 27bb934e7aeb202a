"""Which addresses a stranger's link may make us connect to.

The registries behind it: IANA IPv4 and IPv6 Special-Purpose Address Registries, RFC 6052 (NAT64),
RFC 3056 (6to4), RFC 4291 (IPv4-mapped), and the WHATWG Fetch list of bad ports.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from backchannel.clean.hosts import ascii_host

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_NAT64 = IPv6Network("64:ff9b::/96")
_UNICAST = IPv6Network("2000::/3")
_DOCUMENTATION = IPv6Network("3fff::/20")

_BY_KEY, _BY_FLAG = "local = true", "--local"
"""How a private address is allowed: where a file names it, and on a command line."""

_NO_ADDRESS = "is not an address; write it like https://blog.example/feed"
_WEB_PORTS = frozenset({80, 443})
_OTHER_SERVICES = frozenset(
    {
        *(1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566),
        *(6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211),
    }
)


def refusal(written: str, *, allow_local: bool) -> str:
    """Why an address that somebody wrote is not opened; empty if nothing speaks against it.

    An address without a scheme is taken for https. A name that leads to a private address can only
    be told by looking it up, which happens at every connection.
    """
    try:
        parts = urlsplit(written.strip() if "://" in written else f"https://{written.strip()}")
        port = parts.port
    except ValueError:
        return _NO_ADDRESS
    if parts.scheme not in {"http", "https"}:
        return f"only http and https addresses are opened, not {parts.scheme}"
    name = parts.netloc.rpartition("@")[2]
    host = ascii_host(name if port is None else name.removesuffix(f":{port}")).strip("[]")
    if not host:
        return _NO_ADDRESS
    address = literal(host)
    if allow_local:
        return ""
    if is_localhost(host) or (address is not None and not is_public(address)):
        return f"{host} is a private address, which is opened only with local = true"
    if port is not None and not is_web_port(port):
        return f"port {port} is not for the web; any port is opened only with local = true"
    return ""


def by_flag(problem: str) -> str:
    """What is wrong, with the cure for somebody who types a command and wrote no file yet."""
    return problem.replace(_BY_KEY, _BY_FLAG)


def is_local(written: str) -> bool:
    """Whether what somebody wrote is opened only where `allow_local` is meant.

    Of several addresses with commas between one is enough, and it may be one of a stream (`wss:`).
    """
    addresses = [re.sub(r"\A\s*ws(?=s?://)", "http", each) for each in written.split(",")]
    return any(
        refusal(each, allow_local=False) and not refusal(each, allow_local=True)
        for each in addresses
    )


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that `host` spells, or None if it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_host(host: str) -> bool:
    """Whether it can be a name or an address at all, after IDNA."""
    return len(host) <= 253 and (_NAME.fullmatch(host) is not None or literal(host) is not None)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anybody on the internet could mean it.

    IPv4 addresses inside IPv6 ones (mapped, NAT64, 6to4) are judged as what they carry, so that a
    network with NAT64 works and a private address cannot hide in one.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    carried = _carried(address)
    if carried is not None:
        return is_public(carried)
    return address.is_global and address in _UNICAST and address not in _DOCUMENTATION


def is_of_one_link(address: IPv4Address | IPv6Address) -> bool:
    """Whether it means something else on every cable (RFC 3927, RFC 4291).

    Nobody publishes there; machines that are rented ask there for their own secrets.
    """
    carried = None if isinstance(address, IPv4Address) else _carried(address)
    return (carried or address).is_link_local


def is_localhost(host: str) -> bool:
    """Whether a name means this machine, whatever a name server says (RFC 6761)."""
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost")


def is_web_port(port: int) -> bool:
    """Whether a web server may be expected there: 80, 443 and most ports from 1024 up."""
    return port in _WEB_PORTS or (port >= 1024 and port not in _OTHER_SERVICES)


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour
