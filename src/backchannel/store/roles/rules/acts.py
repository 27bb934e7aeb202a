"""Rules as people run them: made at a desk, switched off and on, removed."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.decoding import decoded
from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.moments import to_micros
from backchannel.model.programme import Rule
from backchannel.model.query import EVERYTHING, QueryError, parse
from backchannel.model.query.vain import in_vain
from backchannel.model.roles.rule import LONGEST_NAME, MOST_RULES, RuleAct, RuleState
from backchannel.store.board.decisions import RULE, Row, Said, decide, row
from backchannel.store.connection import Connection
from backchannel.store.roles.rules.filing import check_filing
from backchannel.store.search import rule_states


def make(db: Connection, rule: Rule, by: str) -> RuleState:
    """Put a rule of one's own in force. Raises StoreError for one that cannot be meant."""
    name = clean_line(rule.name, limit=LONGEST_NAME)
    if not name:
        raise StoreError("a rule needs a name")
    states = rule_states(db)
    if any(each.rule.name.casefold() == name.casefold() for each in states):
        raise StoreError(f"there is a rule called {name} already")
    if len(states) >= MOST_RULES:
        raise StoreError(f"there are {MOST_RULES} rules already; remove one first")
    try:
        if (query := parse(rule.when)) == EVERYTHING:
            raise StoreError("a rule for every post; write what it is to look for")
    except QueryError as error:
        raise StoreError(f"not a filter: {error}") from error
    if why := in_vain(query, is_alert=rule.alert is not None, is_pinning=rule.auto_pin):
        raise StoreError(f"{rule.when} {why}")
    check_filing(db, rule)
    rule = replace(rule, name=name)
    _decide(db, Act.MAKE_RULE, name, RuleAct(rule), by)
    return known(db, name)


def switch(db: Connection, name: str, by: str, *, is_off: bool) -> bool:
    """Switch a rule off, or on again. False if it is so already."""
    state = known(db, name)
    if state.is_off is is_off:
        return False
    act = Act.RULE_OFF if is_off else Act.RULE_ON
    _decide(db, act, state.rule.name, replace(_act(db, state.rule.name), is_off=is_off), by)
    return True


def remove(db: Connection, name: str, by: str) -> bool:
    """Take a rule away; one of the event file stays in the file, and is not heeded any more."""
    state = known(db, name)
    after = replace(_act(db, state.rule.name), is_removed=True)
    _decide(db, Act.REMOVE_RULE, state.rule.name, after, by)
    return True


def known(db: Connection, name: str) -> RuleState:
    """The rule of this name, in whatever letters. Raises StoreError when there is none."""
    for each in rule_states(db):
        if each.rule.name.casefold() == name.casefold():
            return each
    raise StoreError(f"there is no rule called {clean_line(name)}")


def _act(db: Connection, name: str) -> RuleAct:
    kept = row(db, RULE, name)
    return decoded(str(kept["body"]), RuleAct) if kept else RuleAct()


def _decide(db: Connection, act: Act, name: str, after: RuleAct, by: str) -> None:
    body = msgspec.json.encode(after).decode()
    kept: Row = {"id": name, "body": body, "by": by, "at": to_micros(db.now())}
    decide(db, Said(act, name, by), RULE, name, kept)
