"""An account put into the text of a user file, or taken out; all else in it stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from backchannel.config.accounts.table import OwnAccount, accounts_of, secret_key
from backchannel.config.document import Document, parse_document
from backchannel.config.editing.blocks import appended, block_of, is_written_as_tables, without
from backchannel.config.problems import raise_all
from backchannel.errors import ConfigError

_TABLE: Final = "account"
_BOM: Final = "\ufeff"


def added(text: str, file: Path, own: OwnAccount) -> str:
    """The text with this account at its end; as it was, if the account is there already.

    Raises ConfigError when the file is wrong.
    """
    known = accounts_of(_document(text, file))
    wanted = secret_key(own.account)
    for index, each in enumerate(known):
        if secret_key(each.account) == wanted:
            if each.account.server == own.account.server:
                return text
            text = _without(text, file, index)
    keys: dict[str, object] = {
        "network": str(own.account.network),
        "handle": own.account.name,
        "server": own.account.server,
        **({"local": True} if own.local else {}),
    }
    block = block_of(keys, _TABLE)
    new = appended(text, block) if text.strip(f"{_BOM} \r\n") else f"{text}{block}\n"
    _document(new, file)
    return new


def removed(text: str, file: Path, name: str) -> str:
    """The text without the account of this secret key. Raises ConfigError when there is none."""
    for index, each in enumerate(accounts_of(_document(text, file))):
        if secret_key(each.account) == name:
            return _without(text, file, index)
    raise ConfigError(f"there is no account {name} in it", file=file)


def _document(text: str, file: Path) -> Document:
    document = parse_document(text.removeprefix(_BOM), file)
    accounts_of(document)
    raise_all(document.problems)
    return document


def _without(text: str, file: Path, index: int) -> str:
    document = _document(text, file)
    if not is_written_as_tables(text, len(accounts_of(document)), _TABLE):
        raise ConfigError(
            "this account is not written as [[account]]; take it out by hand",
            file=file,
            line=document.lines[(_TABLE, index)],
        )
    return without(text, index, _TABLE)[0]
