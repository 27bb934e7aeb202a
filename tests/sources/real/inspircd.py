"""InspIRCd, and Atheme, which knows who has an account there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.sources.authority import Authority
from tests.sources.real.irc import ATHEME, INSPIRCD, written
from tests.sources.real.servers import Running, free_port, running

_MODULES: Final = (
    "botmode", "cap", "chanhistory", "hideoper", "ircv3", "ircv3_accounttag", "ircv3_batch",
    "ircv3_ctctags", "ircv3_msgid", "ircv3_servertime", "sasl", "services_account", "spanningtree",
    "ssl_gnutls",
)  # fmt: skip
_CONFIG: Final = """\
<server name="irc.example" description="A test" network="Test" id="97K">
<admin name="A" nick="A" email="a@irc.example">
<bind address="127.0.0.1" port="{port}" type="clients">
<bind address="127.0.0.1" port="{secure}" type="clients" sslprofile="desk">
<bind address="127.0.0.1" port="{link}" type="servers">
<link name="services.example" ipaddr="127.0.0.1" port="{link}" allowmask="127.0.0.1"
 sendpass="l1nk" recvpass="l1nk">
<uline server="services.example" silent="yes">
<sasl target="services.example">
<sslprofile name="desk" provider="gnutls" certfile="{pem}" keyfile="{pem}">
<connect name="all" allow="*" resolvehostnames="no" threshold="1000" localmax="9" globalmax="9">
<class name="all" commands="*" privs="*" usermodes="*" chanmodes="*">
<type name="all" classes="all">
<oper name="root" password="r00t" host="*@*" type="all">
<performance quietbursts="yes" clonesonconnect="no">
<chanhistory bots="yes" enableumode="no" maxlines="50" prefixmsg="no" savefrombots="yes">
<pid file="{folder}/inspircd.pid">
{modules}
"""


_SERVICES: Final = """\
loadmodule "modules/protocol/inspircd";
loadmodule "modules/backend/opensex";
loadmodule "modules/crypto/pbkdf2v2";
loadmodule "modules/nickserv/main";
loadmodule "modules/nickserv/register";
loadmodule "modules/saslserv/main";
loadmodule "modules/saslserv/plain";
serverinfo {{
  name = "services.example"; desc = "Services"; numeric = "00A"; recontime = 1; netname = "Test";
  adminname = "A"; adminemail = "a@irc.example"; registeremail = "a@irc.example"; mta = "/bin/true";
  loglevel = {{ all; }}; maxlogins = 9; maxusers = 0; maxnicks = 9; auth = none;
  casemapping = rfc1459;
}};
uplink "irc.example" {{
  host = "127.0.0.1"; send_password = "l1nk"; receive_password = "l1nk"; port = {link};
}};
nickserv {{ nick = "NickServ"; user = "n"; host = "services.example"; real = "N"; }};
saslserv {{ nick = "SaslServ"; user = "s"; host = "services.example"; real = "S"; }};
"""


@dataclass
class Daemon:
    """A daemon, where it listens with TLS and for services, and who signed its certificate."""

    running: Running
    secure: int
    link: int
    authority: Authority

    @property
    def port(self) -> int:
        """Where it listens without TLS."""
        return self.running.port


@contextmanager
def inspircd(folder: Path) -> Iterator[Daemon]:
    """A daemon until the end of the block."""
    assert INSPIRCD is not None
    port, secure, link = free_port(), free_port(), free_port()
    authority = Authority(folder)
    authority.server("irc.example")
    config = _CONFIG.format(
        port=port,
        secure=secure,
        link=link,
        folder=folder,
        pem=folder / "irc.example.pem",
        modules="\n".join(f'<module name="{name}">' for name in _MODULES),
    )
    file = written(folder / "inspircd.conf", config)
    command = [INSPIRCD, "--nofork", "--runasroot", f"--config={file}"]
    with running(command, folder, port) as started:
        yield Daemon(started, secure, link, authority)


@contextmanager
def services(daemon: Daemon, folder: Path) -> Iterator[None]:
    """Its services, which are linked to it before long."""
    assert ATHEME is not None
    file = written(folder / "atheme.conf", _SERVICES.format(link=daemon.link))
    places: list[str | Path] = [
        "-D",
        folder,
        "-l",
        folder / "atheme.log",
        "-p",
        folder / "atheme.pid",
    ]
    with running([ATHEME, "-n", "-c", file, *places], folder, daemon.port):
        yield
