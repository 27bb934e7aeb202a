"""Threads that decode the same struct for the first time do not end the program."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import backchannel

SOURCE = Path(backchannel.__file__).parent
IN_THREADS = ("store", "record", "wiring")

TOGETHER = """
from __future__ import annotations
import sys, threading, types
from datetime import datetime
sys.setswitchinterval(1e-6)
import msgspec
from {module} import {name} as decode

KIND = '''
from __future__ import annotations
import msgspec
from datetime import datetime
class Inside(msgspec.Struct):
    at: datetime | None = None
    said: tuple[tuple[str, int], ...] = ()
class Kind(msgspec.Struct):
    a: str = ""
    b: Inside | None = None
    c: tuple[Inside, ...] = ()
    d: datetime | None = None
    e: dict[str, tuple[int, str]] | None = None
    f: Inside | None = None
'''
BODY = b'{{"a":"x","b":{{"said":[["y",1]]}},"c":[{{"at":"2026-01-09T14:00:00Z"}}],"f":{{}}}}'


def busy():
    while not over:
        sum(range(50))


over = []
threading.Thread(target=busy, daemon=True).start()
for number in range(60):
    module = sys.modules[f"kind{{number}}"] = types.ModuleType(f"kind{{number}}")
    exec(KIND.replace("import msgspec\\n", f"import msgspec\\n__name__ = 'kind{{number}}'\\n"),
         module.__dict__)
    begun, found = threading.Barrier(8), []

    def read():
        begun.wait()
        found.append(decode(BODY, {keyword}module.Kind))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 8 and all(each.b.said == (("y", 1),) for each in found)
over.append(1)
print("fine")
"""


def test_many_threads_begin_with_the_same_struct() -> None:
    script = TOGETHER.format(module="backchannel.decoding", name="decoded", keyword="")
    found = subprocess.run(  # noqa: S603  # ours
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout) == (0, "fine\n"), found.stderr


@pytest.mark.parametrize("package", IN_THREADS)
def test_what_is_read_in_threads_is_decoded_so(package: str) -> None:
    """What has no struct in it needs none of this."""
    other = re.compile(
        r"msgspec\.(?:json|msgpack)\.(?:Decoder|decode\([^)]*type=)|msgspec\.convert"
    )
    found = [
        str(path.relative_to(SOURCE))
        for path in (SOURCE / package).rglob("*.py")
        if other.search(path.read_text("utf-8"))
    ]
    assert not found
