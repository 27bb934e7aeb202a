"""Whatever is taken for one post can be found by a key: one side keeps it, the other seeks it."""

from __future__ import annotations

from benchmarks.crossposts import pairs, people_in, post_of

from backchannel.model.sameness.crossposts import said_twice
from backchannel.model.sameness.keys import keys


def test_every_pair_of_the_corpus_that_is_one_has_a_key_in_common_whoever_comes_first() -> None:
    found = 0
    for pair in pairs():
        one, other, people = post_of(pair.one), post_of(pair.other), people_in(pair)
        for first, second in ((one, other), (other, one)):
            if said_twice(first, second, people):
                found += 1
                assert keys(second, people).sought & keys(first).kept, pair.about
    assert found > 300


def test_posts_that_have_nothing_to_do_with_each_other_share_no_key() -> None:
    made = [post_of(pair.one) for pair in pairs()]
    shared = sum(
        bool(keys(one).sought & keys(other).kept) for one in made[::7] for other in made[3::7]
    )
    assert shared < len(made[::7]) * len(made[3::7]) / 20
