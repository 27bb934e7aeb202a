"""What others' checkers say of pages: html-validate of the HTML, axe-core of how they are used."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tests.record.site.browser import Page

CHECKERS: Final = Path(__file__).parents[3] / ".venv" / "checkers" / "node_modules"
CONTRAST: Final = "color-contrast-enhanced"
"""Seven to one, four and a half for large letters."""

_RULES: Final = {"root": True, "extends": ["html-validate:standard", "html-validate:a11y"]}
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def invalid(folder: Path, pages: Iterable[Path]) -> str:
    """What is wrong with the HTML of pages; empty when nothing is."""
    rules = folder / "rules.json"
    rules.write_text(json.dumps(_RULES))
    node = shutil.which("node") or "node"
    program = str(CHECKERS / "html-validate" / "bin" / "html-validate.mjs")
    asked = [node, program, "-c", str(rules), "--max-warnings", "0", *map(str, pages)]
    ran = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603  # a checker, on files of ours
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def inaccessible(page: Page, *rules: str) -> list[str]:
    """What the open page does that shuts somebody out; by all rules, or only by these."""
    if not page.run("typeof axe === 'object'"):
        page.run((CHECKERS / "axe-core" / "axe.min.js").read_text("utf-8") + "; true")
    asked = {"runOnly": list(rules) or _TAGS, "resultTypes": ["violations"], "preload": False}
    if not rules:
        asked["rules"] = {CONTRAST: {"enabled": True}}
    found: list[dict[str, Any]] = page.run(
        f"axe.run({json.dumps(asked)}).then((told) => told.violations)"
    )
    return [f"{one['id']}: {one['nodes'][0]['html']} ({len(one['nodes'])})" for one in found]
