"""What rules say of the posts of a page: that they stand out, which tags they give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from backchannel.model.post import StoredPost
from backchannel.model.programme import Person, Rule
from backchannel.model.query import Every, Expression, Finders, Query, Situation, Term
from backchannel.model.query.situation import understood
from backchannel.model.query.tree import Either, Not
from backchannel.model.roles.rule import Level, Pointed

KEPT: Final = 4_000
"""Posts of which is remembered what steady rules say, before the older half is forgotten."""

_RANK: Final = {Level.HIGH: 0, Level.NORMAL: 1, Level.LOW: 2}
_STEADY: Final = frozenset({"", "from", "kind", "lang", "has"})
"""Fields that ask for nothing but what its author wrote."""

_Post = tuple[int, int, str, str]
_Hits = tuple[bool, ...]


class _Known:
    """Rules that say something, those that are steady first, and what these said of posts.

    A page is read again whenever something comes, and most of its posts were on it before.
    """

    def __init__(self, rules: Sequence[Rule], people: tuple[Person, ...]) -> None:
        said = [each for each in understood(tuple(rules)) if _says_something(each[0])]
        steady = [each for each in said if is_steady(each[1])]
        moving = [each for each in said if not is_steady(each[1])]
        self.rules = [rule for rule, _ in (*steady, *moving)]
        # What these mean depends on nothing else of a situation.
        situation = Situation(datetime.now(UTC), people=people)
        self.steady = Finders([query for _, query in steady], situation)
        self.moving = [query for _, query in moving]
        self.hits: dict[_Post, _Hits] = {}

    def remember(self, key: _Post, hits: _Hits) -> _Hits:
        if len(self.hits) >= KEPT:
            for old in list(self.hits)[: KEPT // 2]:
                self.hits.pop(old, None)
        self.hits[key] = hits
        return hits


def pointed(
    rules: tuple[Rule, ...], situation: Situation, posts: Iterable[StoredPost]
) -> dict[int, Pointed]:
    """What they say, by place; nothing of those that no rule finds."""
    known = _known(rules, situation.people)
    if not known.rules:
        return {}
    moving = Finders(known.moving, situation)
    found = {}
    for post in posts:
        key = (post.place, post.version, post.post.id, post.post.text)
        hits = known.hits.get(key) or known.remember(key, known.steady.tried_on(post))
        hits += moving.tried_on(post) if known.moving else ()
        if any(hits):
            found[post.place] = _summed_up(
                [rule for rule, is_hit in zip(known.rules, hits, strict=True) if is_hit]
            )
    return found


def finds(rules: Iterable[Rule], situation: Situation, post: StoredPost) -> list[Rule]:
    """Which rules find a post."""
    known = understood(tuple(rules))
    hits = Finders([query for _, query in known], situation).tried_on(post)
    return [rule for (rule, _), is_hit in zip(known, hits, strict=True) if is_hit]


@lru_cache(maxsize=4)
def _known(rules: tuple[Rule, ...], people: tuple[Person, ...]) -> _Known:
    """`from:` depends on whom the event file knows."""
    return _Known(rules, people)


def is_steady(query: Query) -> bool:
    """Whether a filter asks for nothing but what an author wrote, and who that is."""
    match query:
        case Term():
            return query.field in _STEADY
        case Not(part):
            return is_steady(part)
        case Every(parts) | Either(parts):
            return all(map(is_steady, parts))
        case Expression():
            return True


def _says_something(rule: Rule) -> bool:
    return bool(rule.level or rule.tag or rule.pin)


def _summed_up(rules: list[Rule]) -> Pointed:
    levels = sorted((rule.level for rule in rules if rule.level), key=_RANK.__getitem__)
    tags = dict.fromkeys(rule.tag for rule in rules if rule.tag)
    return Pointed(
        levels[0] if levels else None, tuple(tags), suggests_pin=any(rule.pin for rule in rules)
    )
