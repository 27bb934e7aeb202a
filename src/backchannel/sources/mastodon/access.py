"""With what a server is asked: a token of the source's own, a login on that server, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from backchannel.errors import Refusal, SourceRefused
from backchannel.sources.api import Reach
from backchannel.sources.mastodon.instance import Server


@dataclass(frozen=True, slots=True)
class Access:
    """A token, empty for none. With an `account` it is the login of that.

    A token of the source's own was made for reading, and is sent where the server says that it
    streams. A login may write, too, and is sent to the server itself alone.
    """

    token: str = field(default="", repr=False)
    account: str = ""

    @property
    def note(self) -> str:
        """What is said while it is refused, and a stranger may read."""
        if self.account:
            return f"the login of {self.account} is not accepted here, reading without it"
        return "the token is not accepted, reading without it" if self.token else ""

    def live(self, server: Server) -> str:
        """The token with which live posts are asked for."""
        return "" if self.account and not server.streams_itself else self.token

    def not_live(self, server: Server) -> str:
        """Why live posts are not asked for, where a token of the source's own would bring them."""
        if self.live(server) == self.token or server.streams_openly or not server.is_mastodon:
            return ""
        return f"not live: {server.host} streams from another host, which gets no login"

    def refused(self, error: SourceRefused, host: str) -> SourceRefused:
        """What is said when strangers may read nothing either."""
        if not self.account:
            return error
        problem = f"{host} does not accept the login of {self.account} for hashtags; add a token"
        return SourceRefused(problem, why=Refusal.LOGIN)


NOTHING = Access()


def access_of(reach: Reach) -> Access:
    """What there is now: the source's own, else a login."""
    if token := reach.secret("token"):
        return Access(token)
    return Access(reach.secret("login"), reach.secret("account"))
