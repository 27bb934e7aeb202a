"""Where there is no tmux, the rehearsal is not collected; in CI it is."""

from __future__ import annotations

import os

from benchmarks.rehearsal.terminals import has_tmux

collect_ignore = [] if has_tmux() else ["test_rehearsal.py"]

if os.environ.get("CI") and collect_ignore:
    raise RuntimeError("in CI every test is run: first comes .ci/daemons")
