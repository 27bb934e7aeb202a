"""A content warning as the network of an account has it: beside the words, or in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backchannel.model.outgoing.account import Account, Network
from backchannel.model.outgoing.outgoing import Words

_LABELS: Final[Mapping[str, str]] = {
    "porn": "porn",
    "sexual": "sexual",
    "nudity": "nudity",
    "graphic media": "graphic-media",
    "graphic-media": "graphic-media",
}
"""What somebody may say, and how Bluesky labels it (`com.atproto.label.defs#selfLabels`)."""


def label_of(warning: str, network: Network) -> str:
    """The label that Bluesky has for a warning; empty when it has none."""
    return _LABELS.get(warning.strip().casefold(), "") if network is Network.BLUESKY else ""


def as_sent(words: Words, network: Network) -> str:
    """The text as it goes out.

    Bluesky has no line above a post, so there a warning that is no label is the first line of it.
    """
    is_within = network is Network.BLUESKY and words.warning
    if not is_within or label_of(words.warning, network):
        return words.text
    return f"{words.warning}\n\n{words.text}"


def told_beside(words: Words, account: Account) -> str:
    """What covers the words without being in them, as a person reads it; empty for nothing."""
    if label := label_of(words.warning, account.network):
        return f"label: {label}"
    is_beside = words.warning and account.network is not Network.BLUESKY
    return f"content warning: {words.warning}" if is_beside else ""
