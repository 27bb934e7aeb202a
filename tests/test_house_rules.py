"""The rules of the house that ruff, mypy and import-linter cannot check."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import grimp
import pytest

ROOT: Final = Path(__file__).parent.parent
SOURCE: Final = ROOT / "src" / "backchannel"
PYTHON: Final = tuple(
    path
    for folder in ("src", "tests", "benchmarks", "screenshots")
    for path in sorted((ROOT / folder).rglob("*.py"))
)
PROSE: Final = (*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md")))
DECISIONS: Final = sorted((ROOT / "docs" / "decisions").glob("*.md"))

VAGUE: Final = frozenset(
    {"utils", "util", "helpers", "helper", "common", "core", "manager", "handler"}
    | {"data", "info", "misc", "stuff"}
)
IMPORTED_AS: Final = {"re2": "google_re2", "PIL": "pillow"}
"""Distributions that are not called like what is imported."""
MAY_CATCH_ALL: Final = frozenset(
    {
        "ingest/supervisor.py",
        "cli/dispatch.py",
        "ingest/tending/probing.py",
        "ui/projector/canvas.py",
    }
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), path)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(node: ast.ClassDef | Function) -> int:
    """How long a definition is, without what it says about itself."""
    about = node.body[0] if ast.get_docstring(node) else None
    return _length(node) - (_length(about) if about else 0)


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def found(*kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Nodes of our own code, each with where it is."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, kinds):
                yield f"{named(path)}:{getattr(node, 'lineno', 1)}", node


def is_test(path: Path) -> bool:
    return path.is_relative_to(ROOT / "tests")


def test_a_file_is_short_enough_to_be_one_thing() -> None:
    sizes = {path: path.read_text(encoding="utf-8").count("\n") for path in PYTHON}
    assert not [
        f"{named(path)}: {size}"
        for path, size in sizes.items()
        if size > (500 if is_test(path) else 300)
    ]


def test_a_class_is_short_and_has_few_methods() -> None:
    large = []
    for where, node in found(ast.ClassDef):
        assert isinstance(node, ast.ClassDef)
        is_screen = any("Screen" in ast.unparse(base) for base in node.bases)
        most_lines, most_methods = (250, 25) if is_screen else (200, 20)
        methods = sum(isinstance(part, Function) for part in node.body)
        if lines(node) > most_lines or methods > most_methods:
            large.append(f"{where} {node.name}: {lines(node)} lines, {methods} methods")
    assert not large


def test_a_function_fits_on_a_screen_and_takes_few_things_by_position() -> None:
    large = []
    for where, node in found(ast.FunctionDef, ast.AsyncFunctionDef):
        assert isinstance(node, Function)
        taken = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
        taken = [name for name in taken if name not in {"self", "cls"}]
        if lines(node) > 40 or len(taken) > 5:
            large.append(f"{where} {node.name}: {lines(node)} lines, takes {', '.join(taken)}")
    assert not large


def test_a_package_has_at_most_twelve_modules() -> None:
    for package in {path.parent for path in SOURCE.rglob("*.py")}:
        modules = [path for path in package.glob("*.py") if not path.stem.startswith("__")]
        assert len(modules) <= 12, f"{named(package)}: {len(modules)}"


def test_names_say_what_a_thing_is() -> None:
    vague = [named(path) for path in SOURCE.rglob("*") if VAGUE & set(path.stem.split("_"))]
    for where, node in found(ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef):
        assert isinstance(node, ast.ClassDef | Function)
        parts = {part.lower() for part in re.findall(r"[A-Z]?[a-z]+", node.name)}
        is_vague = isinstance(node, ast.ClassDef) and parts & VAGUE
        is_method = not isinstance(node, ast.ClassDef) and node.col_offset > 0  # may be a library's
        if is_vague or (not is_method and node.name.lstrip("_").startswith("process_")):
            vague.append(f"{where} {node.name}")
    assert not vague


def test_every_module_says_what_it_is_for() -> None:
    """A test module may leave it to its name: it mirrors what it tests."""
    silent = [named(path) for path in PYTHON if not ast.get_docstring(tree(path))]
    assert not [name for name in silent if "/test_" not in name and "/conftest" not in name]


def test_only_the_outermost_fences_catch_everything() -> None:
    assert not [
        where
        for where, node in found(ast.ExceptHandler)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) == "Exception")
        and where.partition(":")[0].removeprefix("src/backchannel/") not in MAY_CATCH_ALL
    ]


def test_no_module_needs_itself_not_even_later() -> None:
    """A name that only a type needs is not counted: Textual's messages name their widget so."""
    graph = grimp.build_graph("backchannel", cache_dir=None, exclude_type_checking_imports=True)
    needs = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_each_exception_to_a_rule_has_its_reason_beside_it() -> None:
    marker = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b(.*)")
    reason = re.compile(r"(?:: [A-Z0-9, ]+|\[[a-z-, ]+\])\s+# \S+")
    unexplained = []
    for path in PYTHON:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            mark = marker.search(line)
            if mark and path != Path(__file__) and not reason.match(mark[1]):
                unexplained.append(f"{named(path)}:{number} {line.strip()}")
    assert not unexplained


def test_tests_are_run_and_use_fakes_for_our_own_code() -> None:
    offences = []
    for path in filter(is_test, PYTHON):
        ours = {
            alias.asname or alias.name.partition(".")[0]
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
            if (getattr(node, "module", None) or alias.name).startswith("backchannel")
        }
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _is_offence(node, ours):
                offences.append(f"{named(path)}:{node.lineno} {ast.unparse(node.func)}")
            if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail"}:
                offences.append(f"{named(path)}:{node.lineno} {ast.unparse(node)}")
    assert not offences


def _is_offence(call: ast.Call, ours: set[str]) -> bool:
    function = ast.unparse(call.func)
    if function.endswith(("mock.patch", "patch.object", "patch.dict")) or function == "patch":
        return True
    if not function.endswith("patch.setattr") or not call.args:
        return False
    target = ast.unparse(call.args[0])
    return target.strip("'\"").partition(".")[0] in ours | {"backchannel"}


def test_no_file_names_a_place_on_somebody_s_machine() -> None:
    place = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/[\w.]")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # any git
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    leaks = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and path != Path(__file__):
            text = path.read_bytes().decode("utf-8", "replace")
            leaks += [f"{name}: {match[0]}" for match in place.finditer(text)]
    assert not leaks


def test_what_the_documents_tell_to_make_can_be_made() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in PROSE:
        text = path.read_text(encoding="utf-8")
        told = set(re.findall(r"(?:^    |`)make ([a-z-]+)", text, re.MULTILINE))
        assert told <= targets, f"{named(path)}: {told - targets}"


def test_links_between_documents_lead_somewhere() -> None:
    assert not [
        f"{named(path)}: {target}"
        for path in PROSE
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]


def test_the_readme_opens_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^    (make \w+)", readme, re.MULTILINE)[:2] == ["make demo", "make test"]


def test_the_changelog_says_what_is_not_released_yet() -> None:
    assert "\n## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_decision_is_one_page_and_has_its_own_number() -> None:
    assert [path.name[:5] for path in DECISIONS] == [
        f"{number:04}-" for number in range(1, len(DECISIONS) + 1)
    ]
    for path in DECISIONS:
        assert path.read_text(encoding="utf-8").count("\n") <= 40, named(path)


def test_every_dependency_has_its_reasons_written_down() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for several in project["optional-dependencies"].values() for one in several]
    reasons = "\n".join(path.read_text(encoding="utf-8") for path in DECISIONS)
    for requirement in (*project["dependencies"], *extras):
        name = _distribution(requirement)
        assert f"`{name}`" in reasons, f"no decision speaks of `{name}`"


def test_what_is_imported_is_asked_for_and_what_is_asked_for_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for several in project["optional-dependencies"].values() for one in several]
    asked = {_distribution(one).replace("-", "_") for one in (*project["dependencies"], *extras)}
    imported = set()
    for _, node in found(ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imported.add(node.module.partition(".")[0])
    imported = {IMPORTED_AS.get(name, name) for name in imported}
    assert imported - set(sys.stdlib_module_names) - {"backchannel"} == asked


def _distribution(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0]
