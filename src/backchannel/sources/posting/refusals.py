"""What a server said no to, in a sentence for whoever wrote the text."""

from __future__ import annotations

from urllib.parse import urlsplit

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.outgoing import Account, Network


def is_login(error: SourceError) -> bool:
    """Whether the account has to log in again."""
    is_login = isinstance(error, SourceRefused) and error.why is Refusal.LOGIN
    return is_login and not str(error).startswith("403")


def sentence(error: SourceError, account: Account) -> str:
    """Why a text is not out, or not yet; not cleaned."""
    host = urlsplit(account.server).netloc
    if is_login(error):
        again = host if account.network is Network.MASTODON else ""
        how = f"backchannel login {account.network} {again}".strip()
        return f"{host} does not accept the login of {account.name}; log in again: {how}"
    if isinstance(error, SourceRefused):
        said = str(error).removesuffix(" (the token was not accepted)")
        return f"{account.name} may not do this: {_why(said)}" if said[:3] == "403" else said
    if isinstance(error, SourceUnreachable) and error.status is not None:
        if error.retry_after is not None and error.status in {429, 503}:
            return f"{host} {str(error).partition(': ')[2] or 'asked us to wait'}"
        verb = "did not take it" if error.status < 500 else "has trouble of its own"
        return f"{host} {verb}: {_why(str(error))}"
    return f"{host}: {error}"


def _why(said: str) -> str:
    """The server's own words, without the number, where there are any."""
    return said.partition(": ")[2] or said
