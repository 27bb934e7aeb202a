"""Tokens: where they are kept, who may ask for them, and how they stay unseen."""

from backchannel.config.secrets.consent import Consent
from backchannel.config.secrets.lookup import (
    Secret,
    Secrets,
    TokenPlace,
    first_line_of,
    variable_of,
)
from backchannel.config.secrets.redaction import HIDDEN, redacted

__all__ = [
    "HIDDEN",
    "Consent",
    "Secret",
    "Secrets",
    "TokenPlace",
    "first_line_of",
    "redacted",
    "variable_of",
]
