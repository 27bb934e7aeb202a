"""Secrets put into the keyring, and taken out; nowhere else does this program write one."""

from __future__ import annotations

from backchannel.config.places import APPLICATION
from backchannel.config.secrets.lookup import Secret, from_keyring


def why_no_keyring() -> str:
    """Why no secret can be kept in one, and what would help; empty when one can."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError:
        return "there is no keyring here to keep a secret in: install backchannel[keyring]"
    if not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring):
        return ""
    return (
        "keyring is installed, but there is nothing here that it could keep a secret in, as on a "
        "server without a desktop: set up one of its back ends"
    )


def keep(key: str, secret: str, name: str = "token") -> bool:
    """Keep a secret where `Secrets` looks for it; False when the keyring does not take it."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return False
    try:
        keyring.set_password(APPLICATION, f"{key} {name}", secret)
    except (KeyringError, OSError, RuntimeError):  # locked, no desktop session, no back end
        return False
    return True


def kept(key: str, name: str = "token") -> Secret:
    """What is kept there; empty when nothing is."""
    return Secret(from_keyring(APPLICATION, f"{key} {name}"))


def forget(key: str, name: str = "token") -> bool:
    """Take a secret out; False when it was not there or cannot be taken out."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return False
    try:
        keyring.delete_password(APPLICATION, f"{key} {name}")
    except (KeyringError, OSError, RuntimeError):
        return False
    return True
