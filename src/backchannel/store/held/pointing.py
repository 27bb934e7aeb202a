"""What rules say of the posts of a page: that they stand out, which tags they give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from backchannel.model.post import StoredPost
from backchannel.model.programme import Rule
from backchannel.model.query import Situation, found_by
from backchannel.model.query.situation import understood
from backchannel.model.roles.rule import Level, Pointed

_RANK: Final = {Level.HIGH: 0, Level.NORMAL: 1, Level.LOW: 2}


def pointed(
    rules: tuple[Rule, ...], situation: Situation, posts: Iterable[StoredPost]
) -> dict[int, Pointed]:
    """What they say, by place; nothing of those that no rule finds."""
    said = [each for each in understood(rules) if _says_something(each[0])]
    if not said:
        return {}
    queries = [query for _, query in said]
    found = {}
    for post in posts:
        hits = found_by(queries, post, situation)
        if any(hits):
            found[post.place] = _summed_up(
                [rule for (rule, _), is_hit in zip(said, hits, strict=True) if is_hit]
            )
    return found


def finds(rules: Iterable[Rule], situation: Situation, post: StoredPost) -> list[Rule]:
    """Which rules find a post."""
    known = understood(tuple(rules))
    hits = found_by([query for _, query in known], post, situation)
    return [rule for (rule, _), is_hit in zip(known, hits, strict=True) if is_hit]


def _says_something(rule: Rule) -> bool:
    return bool(rule.level or rule.tag or rule.pin)


def _summed_up(rules: list[Rule]) -> Pointed:
    levels = sorted((rule.level for rule in rules if rule.level), key=_RANK.__getitem__)
    tags = dict.fromkeys(rule.tag for rule in rules if rule.tag)
    return Pointed(
        levels[0] if levels else None, tuple(tags), suggests_pin=any(rule.pin for rule in rules)
    )
