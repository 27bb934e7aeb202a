"""Where no checkers are installed, tests that need them are not collected; in CI all are."""

from __future__ import annotations

import os

from tests.record.site.browser import CHROMIUM
from tests.record.site.checking import CHECKERS

collect_ignore = [] if CHROMIUM and CHECKERS.is_dir() else ["test_checked.py"]

if os.environ.get("CI") and collect_ignore:
    raise RuntimeError("in CI every test is run: first come .ci/daemons and make checkers")
