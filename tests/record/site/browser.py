"""A real browser without a window: opens files from the disk, runs scripts in them, draws them.

It is Debian's Chromium, spoken to over the DevTools protocol (chromedevtools.github.io), and
reaches no network but loopback.
"""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

from websockets.sync.client import ClientConnection, connect

CHROMIUM: Final = shutil.which("chromium")
_ARGUMENTS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
_PATIENCE: Final = 30.0


class Page:
    """One tab. Whatever it complains about is in `complaints`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._turn = socket, itertools.count(1)
        self.complaints: list[str] = []
        self._session = ""
        made = self.do("Target.createTarget", url="about:blank")
        opened = self.do("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        self._session = opened["sessionId"]
        for part in ("Page", "Runtime", "Log"):
            self.do(f"{part}.enable")

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a file and wait until it is loaded."""
        self.do("Page.navigate", url=path.resolve().as_uri() + fragment)
        self.wait("document.readyState === 'complete' && location.protocol === 'file:'")

    def run(self, script: str) -> Any:
        """What an expression comes to, a promise included."""
        found = self.do(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in found:
            raise AssertionError(json.dumps(found["exceptionDetails"], indent=1))
        return found["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression is true."""
        self.run(
            "new Promise((resolve) => {const look = () => "
            f"({condition}) ? resolve(true) : setTimeout(look, 10); look()}})"
        )

    def look(self, width: int, *, is_dark: bool = False, medium: str = "screen") -> None:
        """How wide the window is, in pixels, and whether it is by night."""
        self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )
        light = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
        self.do("Emulation.setEmulatedMedia", media=medium, features=[light])

    def picture(self, path: Path, height: int) -> None:
        """What is seen of the top of the page, as a PNG."""
        width = self.run("innerWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        found = self.do("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(found["data"]))

    def print(self, path: Path) -> None:
        """The page as a PDF."""
        path.write_bytes(
            base64.b64decode(self.do("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
        )

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the protocol."""
        number = next(self._turn)
        asked = {"id": number, "method": method, "params": params}
        self._socket.send(
            json.dumps(asked | ({"sessionId": self._session} if self._session else {}))
        )
        while True:
            told = json.loads(self._socket.recv(_PATIENCE))
            self._hear(told)
            if told.get("id") == number:
                if "error" in told:
                    raise AssertionError(f"{method}: {told['error']}")
                return cast("dict[str, Any]", told["result"])

    def _hear(self, told: dict[str, Any]) -> None:
        if told.get("method") == "Log.entryAdded":
            entry = told["params"]["entry"]
            self.complaints.append(f"{entry['text']} {entry.get('url', '')}")
        if told.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(told["params"]["exceptionDetails"]))


@contextmanager
def browser() -> Iterator[Page]:
    """A browser with one tab, for as long as the block runs."""
    if CHROMIUM is None:
        raise FileNotFoundError("chromium; .ci/daemons installs it")
    with tempfile.TemporaryDirectory(prefix="backchannel-browser-") as home:
        started = subprocess.Popen(  # noqa: S603  # a browser, of files of ours
            [CHROMIUM, *_ARGUMENTS, f"--user-data-dir={home}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            with connect(_address(Path(home), started), max_size=None, proxy=None) as socket:
                yield Page(socket)
                socket.send(json.dumps({"id": 0, "method": "Browser.close"}))
            started.wait(_PATIENCE)
        finally:
            started.kill()
            started.wait()


def _address(home: Path, started: subprocess.Popen[bytes]) -> str:
    """Where it listens, which it writes into a file once it does."""
    told = home / "DevToolsActivePort"
    until = time.monotonic() + _PATIENCE
    while started.poll() is None and time.monotonic() < until:
        if told.exists() and len(lines := told.read_text().splitlines()) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.02)
    raise AssertionError("the browser did not start")
