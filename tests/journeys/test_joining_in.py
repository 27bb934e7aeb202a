"""From a login to a reply that is in the store, with the real program and a server on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.sources.loopback import unhurried
from tests.sources.posting.pds import HANDLE, PASSWORD, pds
from tests.sources.posting.places import Toot, toot

from backchannel.config.places import places
from backchannel.demo.sites.policy import TOKEN
from backchannel.demo.sites.statuses import status_uri
from backchannel.errors import SourceRefused
from backchannel.ingest.intake import Refinery
from backchannel.model.post import Draft, DraftAuthor
from backchannel.model.programme import Event
from backchannel.model.query import parse
from backchannel.model.source import SourceSpec
from backchannel.sources.api import Batch
from backchannel.sources.http import PoliteHttp
from backchannel.sources.posting.mastodon import MastodonWriter
from backchannel.store import pages, posts, sources
from backchannel.store.connection import utc_now
from backchannel.store.store import Store

KEYRING = """
import json, pathlib
from keyring.backend import KeyringBackend

FILE = pathlib.Path(__file__).with_suffix(".json")

class Kept(KeyringBackend):
    priority = 1

    def _all(self):
        return json.loads(FILE.read_text()) if FILE.exists() else {}

    def get_password(self, service, username):
        return self._all().get(f"{service} {username}")

    def set_password(self, service, username, password):
        FILE.write_text(json.dumps({**self._all(), f"{service} {username}": password}))

    def delete_password(self, service, username):
        kept = self._all()
        del kept[f"{service} {username}"]
        FILE.write_text(json.dumps(kept))
"""

BROWSER = """
import sys, urllib.request
urllib.request.urlopen(sys.argv[1]).read()
"""


PATIENCE = 60.0
NAMES = ("token", "app")


@dataclass
class Terminal:
    """The program, run with a browser that says yes and a keyring that keeps."""

    folder: Path
    event: Path
    store: Path

    async def __call__(self, *args: str, given: str = "") -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "backchannel", *args),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env={
                **os.environ,
                "BROWSER": f"{sys.executable} {self.folder / 'browser.py'} %s",
                "PYTHONPATH": str(self.folder),
                "PYTHON_KEYRING_BACKEND": "kept.Kept",
                **({"BACKCHANNEL_ACCOUNTS": str(self.accounts)} if self.accounts.exists() else {}),
                "DEMO": TOKEN,
            },
        )
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate(given.encode())
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    @property
    def accounts(self) -> Path:
        """Another file with accounts than the user file."""
        return self.folder / "accounts.toml"

    def kept(self) -> str:
        """What the keyring keeps."""
        file = self.folder / "kept.json"
        return file.read_text() if file.exists() else ""


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    (tmp_path / "kept.py").write_text(KEYRING)
    (tmp_path / "browser.py").write_text(BROWSER)
    event = tmp_path / "rivers.toml"
    event.write_text('[event]\nname = "Rivers"\ntags = ["rivers"]\n')
    made = Terminal(tmp_path, event, places().store_of(event))

    async def plan() -> None:
        async with Store(made.store) as store:
            await store.write(sources.plan, Event("Rivers", ("rivers",)), [])

    asyncio.run(plan())
    return made


async def stored(terminal: Terminal) -> dict[str, tuple[str, ...]]:
    """What is in the pane, and the handles of who wrote it."""
    async with Store(terminal.store) as store:
        view = pages.View(None, parse(""))
        page = await store.read(pages.around, view, None, newer=0, older=99, since=None)
        return {str(each.post.text): (each.post.author.handle,) for each in page.posts}


async def asked(terminal: Terminal, draft: Draft) -> int:
    """A post that somebody else wrote; its number."""
    spec = SourceSpec("there", "mastodon", "backchannel", {"server": "https://there.example"})
    refined = Refinery(spec, ("rivers",)).refine(Batch((draft,)), frozenset(), utc_now())
    async with Store(terminal.store) as store:
        await store.write(posts.save, spec, refined.posts)
        return await store.read(pages.latest)


async def test_somebody_logs_in_answers_posts_and_logs_out(terminal: Terminal) -> None:
    async with toot(utc_now) as place:
        entry = place.publish("q", "Is anyone measuring? #rivers", utc_now())
        code, _, err = await terminal("login", "mastodon", place.origin, "--local")
        assert (code, "@facilitator@toot.example is logged in" in err) == (0, True), err
        assert "facilitator@toot.example token" in terminal.kept()
        kept = json.loads(terminal.kept())
        token, app = (kept[f"backchannel facilitator@toot.example {name}"] for name in NAMES)
        assert token not in (told := places().user_file.read_text() + err)
        assert app.split()[1] not in told

        code, out, _ = await terminal("accounts", "--check")
        assert (code, "logged in" in out) == (0, True)

        number = await asked(terminal, await as_draft(place, entry.id))
        code, out, err = await terminal(
            "reply", str(terminal.event), str(number), "We", "are", "--yes"
        )
        assert (code, out[:11]) == (0, "sent: https"), err
        assert place.written() == ["@tom@fedi.example We are #rivers"]
        assert place.own()[0].piece.reply_to == "q"
        assert (await stored(terminal))["@tom We are #rivers"] == ("@facilitator@toot.example",)

        code, out, err = await terminal("logout", "@facilitator@toot.example")
        assert (code, terminal.kept()) == (0, "{}")
        assert "the server has taken back its permission" in err
        assert len(place.asked_for("POST", "/oauth/revoke")) == 1
        assert await is_refused(place, token)
        assert "[[account]]" not in places().user_file.read_text()
        code, _, err = await terminal("post", str(terminal.event), "More", "--yes")
        assert (code, "`backchannel login` adds one" in err) == (2, True)


async def test_bluesky_takes_an_app_password_and_a_post(terminal: Terminal) -> None:
    async with pds(utc_now) as place:
        login = ("login", "bluesky", place.origin, "--local", "--handle", f"@{HANDLE}")
        code, _, err = await terminal(*login, given="wrong\n")
        assert (code, "not accepted" in err, terminal.kept()) == (1, True, ""), err
        code, _, err = await terminal(*login, given=f"{PASSWORD}\n")
        assert (code, PASSWORD in err, PASSWORD in terminal.kept()) == (0, False, True), err
        code, out, err = await terminal("post", str(terminal.event), "Hello", "--yes")
        assert (code, out[:29]) == (0, "sent: https://bsky.app/profil"), err
        assert place.written() == ["Hello #rivers"]
        assert place.sessions == place.ended == 2
        code, out, err = await terminal("logout", f"@{HANDLE}")
        assert (code, "bsky.app/settings/app-passwords" in err) == (0, True), err
        assert terminal.kept() == "{}"


async def test_what_cannot_go_out_now_is_kept_and_goes_out_later(terminal: Terminal) -> None:
    async with toot(utc_now) as place:
        terminal.accounts.write_text(
            '[[account]]\nnetwork = "mastodon"\nhandle = "@facilitator@toot.example"\n'
            f'server = "{place.origin}"\nlocal = true\ntoken_env = "DEMO"\n'
        )
        await place.server.stop()
        code, out, err = await terminal("post", str(terminal.event), "Hello", "--yes")
        assert (code, out) == (1, "")
        assert "connection refused; it goes out as soon as it can" in err
        await place.server.start()
        _, out, _ = await terminal("drafts", str(terminal.event))
        id_ = out.split()[0]
        code, out, err = await terminal("drafts", str(terminal.event), "--send", id_)
        assert (code, place.written()) == (0, ["Hello #rivers"]), err


async def test_a_logout_without_a_network_says_where_to_end_it(terminal: Terminal) -> None:
    async with toot(utc_now) as place:
        code, _, err = await terminal("login", "mastodon", place.origin, "--local")
        assert code == 0, err
        await place.server.stop()
        code, out, err = await terminal("logout", "@facilitator@toot.example")
        assert (code, out) == (0, "@facilitator@toot.example is logged out here\n")
        assert (terminal.kept(), "[[account]]" in places().user_file.read_text()) == ("{}", False)
        assert "may still let us in" in err
        assert f"end that there: {place.origin}/oauth/authorized_applications" in err


async def is_refused(place: Toot, token: str) -> bool:
    """Whether a token is good for nothing any more."""
    async with PoliteHttp(unhurried(), allow_local=True) as http:
        with pytest.raises(SourceRefused):
            await MastodonWriter(http, place.origin, token, utc_now).about()
    return True


async def as_draft(place: Toot, number: int) -> Draft:
    """A post of the place, as another server shows it."""
    entry = place.shelf.entry(number)
    assert entry is not None
    author = DraftAuthor("Tom", "@tom@fedi.example", "https://fedi.example/@tom")
    uri = status_uri(entry.piece)
    return Draft(id="1", uri=uri, url=uri, author=author, content=entry.piece.text)
