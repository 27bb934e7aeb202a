"""Where no servers are installed, tests that read them are not collected; in CI all are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from tests.sources.real.irc import ATHEME, INSPIRCD, NGIRCD
from tests.sources.real.servers import PROGRAMS

_NEEDED: Final[Mapping[str, tuple[object, str]]] = {
    "test_ngircd.py": (NGIRCD, ".ci/daemons"),
    "test_inspircd.py": (INSPIRCD and ATHEME, ".ci/daemons"),
    "test_synapse.py": (PROGRAMS.exists(), "make servers"),
    "test_nostr_relay.py": (PROGRAMS.exists(), "make servers"),
}

collect_ignore = [name for name, (is_there, _) in _NEEDED.items() if not is_there]

if os.environ.get("CI") and collect_ignore:
    first = ", ".join(dict.fromkeys(_NEEDED[name][1] for name in collect_ignore))
    raise RuntimeError(f"in CI every test is run: first comes {first}")
