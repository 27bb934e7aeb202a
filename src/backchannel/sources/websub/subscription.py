"""One subscription at one hub: what we asked for, what the hub says, what it may send.

The public document is https://www.w3.org/TR/websub/, sections 5 to 8.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal
from urllib.parse import urlencode

from backchannel.clean.terminal import clean_line
from backchannel.config.source_specs import host_of

Mode = Literal["subscribe", "unsubscribe"]

LEASE: Final = 86_400
"""Seconds that we ask for. A desk that dies leaves a hub calling into the void for no longer."""

_SHORTEST, _LONGEST = 10, 30 * 86_400
_ALGORITHMS: Final = ("sha256", "sha384", "sha512", "sha1")
_LONGEST_CHALLENGE: Final = 4_096


@dataclass(slots=True)
class Subscription:
    """A topic that a hub is to tell of.

    `address` is where it calls. `until` is the end of its lease of `lease` seconds, None while it
    has granted none.
    `is_called` says that it called since somebody last looked; `tell` hears when it does, and when
    a lease is granted for the first time. `denied` is why it will not.
    """

    topic: str
    hub: str
    tell: Callable[[], None]
    now: Callable[[], datetime]
    address: str = ""
    until: datetime | None = None
    lease: float = 0.0
    is_called: bool = False
    denied: str = ""
    _secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    _asked: set[Mode] = field(default_factory=set)

    @property
    def host(self) -> str:
        """The hub's name for people."""
        return clean_line(re.sub(r":\d*$", "", host_of(self.hub)), limit=80)

    @property
    def left(self) -> float:
        """Seconds that the lease still lasts; 0 when there is none."""
        return max(0.0, (self.until - self.now()).total_seconds()) if self.until else 0.0

    def asks(self, mode: Mode) -> bytes:
        """The form to send to the hub; from now on it may ask whether we sent it."""
        self._asked.add(mode)
        form = {"hub.callback": self.address, "hub.mode": mode, "hub.topic": self.topic}
        if mode == "subscribe":
            form |= {"hub.lease_seconds": str(LEASE), "hub.secret": self._secret}
        return urlencode(form).encode()

    @property
    def is_ended(self) -> bool:
        """Whether the hub has asked, and was told, that we want no more."""
        return "unsubscribe" not in self._asked and self.until is None

    def verified(self, query: Mapping[str, str]) -> str | None:
        """See `Callee.verified`. Only what we asked for and still want is confirmed."""
        mode, challenge = query.get("hub.mode", ""), query.get("hub.challenge", "")
        if query.get("hub.topic") != self.topic:
            return None
        if mode == "denied":
            self.denied = clean_line(query.get("hub.reason", ""), limit=80) or "it does not say why"
            self.until = None
            return ""
        is_wanted = mode in self._asked or (mode == "subscribe" and self.left > 0)
        if not is_wanted or not 0 < len(challenge) <= _LONGEST_CHALLENGE:
            return None
        if mode == "unsubscribe":
            self._asked.discard("unsubscribe")
            self.until = None
        else:
            self._granted(query.get("hub.lease_seconds", ""))
        return challenge

    def _granted(self, lease: str) -> None:
        self._asked.discard("subscribe")
        is_number = lease.isascii() and lease.isdigit() and len(lease) < 10
        seconds = min(max(int(lease) if is_number else LEASE, _SHORTEST), _LONGEST)
        is_first, self.until = self.until is None, self.now() + timedelta(seconds=seconds)
        self.lease, self.denied = seconds, ""
        if is_first:
            self.tell()  # what was published since the last look was told to nobody

    def receives(self, signature: str) -> Signed:
        """See `Callee.receives`."""
        return Signed(signature, self._secret.encode(), self._heard)

    def _heard(self) -> None:
        if self.until is not None:
            self.is_called = True
            self.tell()


class Signed:
    """Something that a hub sends, believed only if it is signed with our secret (section 8).

    What is signed wrongly is passed over in silence, as the document asks.
    """

    def __init__(self, signature: str, secret: bytes, believed: Callable[[], None]) -> None:
        method, _, self._signature = signature.strip().partition("=")
        is_known = method.lower() in _ALGORITHMS
        self._digest = hmac.new(secret, digestmod=method.lower()) if is_known else None
        self._believed = believed

    def update(self, piece: bytes) -> None:
        """See `Receipt.update`."""
        if self._digest is not None:
            self._digest.update(piece)

    def close(self) -> None:
        """See `Receipt.close`."""
        said = self._signature.strip().lower().encode("latin-1", "replace")
        if self._digest is not None and hmac.compare_digest(
            self._digest.hexdigest().encode(), said
        ):
            self._believed()
