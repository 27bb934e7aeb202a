"""Adding a source to an event file and taking one out, checked before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_type_hints

from backchannel.config.document import Document, parse_document
from backchannel.config.editing.blocks import (
    Cut,
    appended,
    block_of,
    cut_between,
    is_written_as_tables,
    restored,
    without,
)
from backchannel.config.editing.rewriting import rewrite, text_of
from backchannel.config.event_file import EventFile, event_file_of
from backchannel.config.problems import nearest, quoted, raise_all
from backchannel.config.source_specs import KindOf
from backchannel.config.tables import SourceTable
from backchannel.config.values import WrongValue, from_text
from backchannel.errors import ConfigError
from backchannel.model.source import SourceSpec

_BOM: Final = "\ufeff"
_ALONE: Final = '[event]\ntags = ["a"]\n'

Same = Callable[[SourceSpec, SourceSpec, EventFile], bool]
"""Whether two sources ask for the same."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an event file: the source it was about, the file as it is now, the cut.

    `cut` is what has to be taken out of the text, or was, to be without that source.
    """

    spec: SourceSpec
    event: EventFile
    cut: Cut


def typed(keys: Mapping[str, str], options: type[Any]) -> dict[str, object]:
    """What people wrote for the keys of a source, as the types that its kind asks for.

    A key that is none stays text; whoever checks the file says so. Raises ConfigError.
    """
    hints = {**get_type_hints(options), **get_type_hints(SourceTable)}
    found: dict[str, object] = {}
    for key, text in keys.items():
        try:
            found[key] = from_text(text, hints[key]) if key in hints else text
        except WrongValue as wrong:
            raise ConfigError(str(wrong), key=quoted(key)) from wrong
    return found


def with_source(
    text: str, file: Path, keys: Mapping[str, object], kind_of: KindOf, same: Same
) -> tuple[str, Edited]:
    """The text of an event file with one more `[[source]]`, at its end.

    It is given a name if another source would be called otherwise because of it, or it itself once
    another is taken out. Raises ConfigError when the file is not valid, when the source would not
    be, when it is there already, and when it would take the name of another, whose posts would then
    be taken for its own.
    """
    before = _read(text, file, kind_of)
    if not is_written_as_tables(text, len(before.sources)):
        raise ConfigError("has its sources in one list; write each as [[source]]", file=file)
    after, event = _checked_with(text, file, keys, kind_of)
    _, alone = _checked_with(_ALONE, file, keys, kind_of)
    is_moved = alone.sources[0].name != event.sources[-1].name
    if is_moved or event.sources[:-1] != before.sources:
        keys = {"kind": keys["kind"], "name": event.sources[-1].name, **keys}
        after, event = _checked_with(text, file, keys, kind_of)
    new = event.sources[-1]
    if event.sources[:-1] != before.sources:
        raise ConfigError(f"another source is called {quoted(new.name)} already", key="name")
    for each in before.sources:
        if same(each, new, event):
            raise ConfigError(f"{quoted(each.name)} asks for the same already", file=file)
    return after, Edited(new, event, cut_between(text, after))


def without_source(text: str, file: Path, name: str, kind_of: KindOf) -> tuple[str, Edited]:
    """The text of an event file without one of its sources. Raises ConfigError."""
    before = _read(text, file, kind_of)
    names = [each.name for each in before.sources]
    if name not in names:
        raise no_source(name, names)
    index = names.index(name)
    if not is_written_as_tables(text, len(names)):
        raise ConfigError("has its sources in one list; take it out by hand", file=file)
    after, cut = without(text, index)
    event = _read(after, file, kind_of)
    left = _tables(text, file)
    del left[index]
    if _tables(after, file) != left:
        raise ConfigError(f"take {quoted(name)} out by hand", file=file)
    return after, Edited(before.sources[index], event, cut)


def put_back(file: Path, name: str, cut: Cut, kind_of: KindOf) -> Edited:
    """Put a source into an event file that was taken out of it. Raises ConfigError."""
    found: list[Edited] = []

    def change(text: str) -> str:
        after = restored(text, cut)
        event = _read(after, file, kind_of)
        spec = next((each for each in event.sources if each.name == name), None)
        if spec is None:
            raise ConfigError(f"{quoted(name)} cannot be put back; write it by hand", file=file)
        found[:] = [Edited(spec, event, cut)]
        return after

    rewrite(file, change)
    return found[0]


def called_now(file: Path, name: str, cut: Cut, kind_of: KindOf) -> str | None:
    """What a source is called by now that is or was in a file, under this name; None if it is not.

    Names that nobody wrote follow from what else is there, so another may have this one by now.
    """
    text = text_of(file)
    specs, tables = _read(text, file, kind_of).sources, _tables(text, file)
    table = next(iter(_tables("".join(piece for _, piece in cut.pieces), file)), {})
    if table in tables:
        return specs[tables.index(table)].name
    # Somebody may have written into it since.
    same = (each for each in specs if each.name == name and each.kind == table.get("kind"))
    return next((name for each in same if _agree(each.options, table)), None)


def add(file: Path, keys: Mapping[str, object], kind_of: KindOf, same: Same) -> Edited:
    """Write one more source into an event file. Raises ConfigError; then nothing is written."""
    found: list[Edited] = []

    def change(text: str) -> str:
        after, edited = with_source(text, file, keys, kind_of, same)
        found[:] = [edited]
        return after

    rewrite(file, change)
    return found[0]


def tried(file: Path, keys: Mapping[str, object], kind_of: KindOf, same: Same) -> Edited:
    """What `add` would come to. Raises as it does, and nothing is written."""
    return with_source(text_of(file), file, keys, kind_of, same)[1]


def remove(file: Path, name: str, kind_of: KindOf) -> Edited:
    """Take a source out of an event file. Raises ConfigError; then nothing is written."""
    found: list[Edited] = []

    def change(text: str) -> str:
        after, edited = without_source(text, file, name, kind_of)
        found[:] = [edited]
        return after

    rewrite(file, change)
    return found[0]


def no_source(name: str, names: list[str]) -> ConfigError:
    """That none is called so, and which one may be meant."""
    hint = nearest(name, names) or (f"; there are {', '.join(map(quoted, names))}" * bool(names))
    return ConfigError(f"there is no source {quoted(name)}{hint}")


def _agree(options: Mapping[str, object], table: Mapping[str, Any]) -> bool:
    return all(table[key] == value for key, value in options.items() if key in table)


def _checked_with(
    text: str, file: Path, keys: Mapping[str, object], kind_of: KindOf
) -> tuple[str, EventFile]:
    """Blames the new source by its keys alone: its lines are in no file yet."""
    after = appended(text, block_of(keys))
    document = _document(after, file)
    event = event_file_of(document, kind_of)
    if document.problems:
        raise_all([_without_place(each) for each in document.problems])
    return after, event


def _without_place(error: ConfigError) -> ConfigError:
    _, _, key = error.key.partition("]")
    return ConfigError(error.problem, key=key.removeprefix("."))


def _read(text: str, file: Path, kind_of: KindOf) -> EventFile:
    document = _document(text, file)
    event = event_file_of(document, kind_of)
    raise_all(document.problems)
    return event


def _tables(text: str, file: Path) -> list[Mapping[str, Any]]:
    return [*_document(text, file).tables("source")]


def _document(text: str, file: Path) -> Document:
    return parse_document(text.removeprefix(_BOM), file)
