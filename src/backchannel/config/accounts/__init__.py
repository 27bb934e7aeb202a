"""The accounts in the user file: whose they are and where, never their secrets."""

from backchannel.config.accounts.editing import added, removed
from backchannel.config.accounts.table import AccountTable, OwnAccount, accounts_of, secret_key

__all__ = ["AccountTable", "OwnAccount", "accounts_of", "added", "removed", "secret_key"]
