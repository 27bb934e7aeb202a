"""Whether there is a keyring that keeps anything."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from backchannel.config.secrets.keeping import why_no_keyring


def put(monkeypatch: pytest.MonkeyPatch, used: type[object] | None) -> None:
    """Install a keyring whose back end is `used` (of `Fail`, `Null` and others), or none."""
    if used is None:
        monkeypatch.setitem(sys.modules, "keyring", None)
        return
    backends = ModuleType("keyring.backends")
    backends.fail = SimpleNamespace(Keyring=Fail)  # type: ignore[attr-defined]  # a stand-in
    backends.null = SimpleNamespace(Keyring=Null)  # type: ignore[attr-defined]  # a stand-in
    keyring = ModuleType("keyring")
    keyring.get_keyring = used  # type: ignore[attr-defined]  # a stand-in
    keyring.backends = backends  # type: ignore[attr-defined]  # a stand-in
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.backends", backends)


class Fail:
    """Where there is nothing to keep a secret in."""


class Null:
    """Where somebody wants none."""


class Good:
    """One that keeps secrets."""


def test_one_that_is_not_installed_is_told_from_one_that_has_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(monkeypatch, None)
    assert "install backchannel[keyring]" in why_no_keyring()
    for used in (Fail, Null):
        put(monkeypatch, used)
        assert "keyring is installed, but" in why_no_keyring()
        assert "install backchannel" not in why_no_keyring()
    put(monkeypatch, Good)
    assert why_no_keyring() == ""
