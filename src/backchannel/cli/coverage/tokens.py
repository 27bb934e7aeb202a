"""From where each source has its token, as far as that can be told without running anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile
    from backchannel.config.secrets import Secrets
    from backchannel.model.source import SourceSpec
    from backchannel.wiring.accounts import Logins


def tokens_of(event_file: EventFile, secrets: Secrets, logins: Logins) -> Mapping[str, str]:
    """By the names of the sources, in words; those without are left out."""
    told = {spec.name: token_words(spec, secrets, logins) for spec in event_file.sources}
    return {name: words for name, words in told.items() if words}


def token_words(spec: SourceSpec, secrets: Secrets, logins: Logins) -> str:
    """From where a source has its token, its own or that of a login on its server; else empty.

    A keyring is asked only where there is such a login, which counts where it has nothing. What is
    kept for its server goes to none that takes no token.
    """
    from backchannel.config.source_specs import token_key
    from backchannel.sources import registry
    from backchannel.wiring.net import login_words

    if not registry.takes_token(spec.kind):
        return ""
    key = token_key(spec)
    if origin := secrets.origin_of(key):
        return origin
    account = logins.account_for(spec)
    if account is None:
        return ""
    return "the keyring" if secrets.secret_for(key) else login_words(account)
