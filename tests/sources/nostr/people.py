"""Invented people with keys of their own, who sign what they say."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import wallycore

NOON = 1_767_967_200  # 2026-01-09 14:00 UTC, where the clock of every test begins


class Person:
    """Somebody with a key. The same name is the same key in every test."""

    def __init__(self, name: str) -> None:
        self._secret = sha256(f"an invented person called {name}".encode()).digest()
        self.key = bytes(wallycore.ec_public_key_from_private_key(self._secret))[1:].hex()

    def says(
        self, content: str = "Hello #ideaperf", *tags: tuple[str, ...], **fields: Any
    ) -> dict[str, Any]:
        """A note with the event's tag, signed; `fields` are others than usual."""
        event = {"created_at": NOON, "kind": 1, "tags": [["t", "ideaperf"], *tags]} | fields
        event |= {"pubkey": self.key, "content": content}
        parts = (0, self.key, event["created_at"], event["kind"], event["tags"], content)
        written = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
        return event | {"id": sha256(written).hexdigest(), "sig": self._signed(written)}

    def called(self, name: str, **fields: Any) -> dict[str, Any]:
        """A profile."""
        return self.says(json.dumps({"display_name": name}), **{"kind": 0, "tags": []} | fields)

    def takes_back(self, *events: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """A request to delete."""
        tags = [["e", event["id"]] for event in events]
        return self.says("", **{"kind": 5, "tags": tags} | fields)

    def _signed(self, written: bytes) -> str:
        flag = wallycore.EC_FLAG_SCHNORR
        hashed = sha256(written).digest()
        return bytes(wallycore.ec_sig_from_bytes(self._secret, hashed, flag)).hex()


ANA, BEN = Person("Ana"), Person("Ben")
