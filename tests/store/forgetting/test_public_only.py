"""An event may keep only what was said in public."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from tests.store.written import HERE, a_post, save, whole

from backchannel.clean.terminal import clean_line
from backchannel.config.event_file import read_event_file
from backchannel.model.post import Poll
from backchannel.model.programme import Event
from backchannel.sources import registry
from backchannel.store import check, sources
from backchannel.store.connection import Connection

EVENT = Event("Rivers", ("rivers",))


def test_nothing_is_counted_from_then_on_and_what_was_counted_goes(db: Connection) -> None:
    poll = Poll(((clean_line("yes"), 7), (clean_line("no"), None)), voters=9)
    sources.plan(db, EVENT, [HERE])
    save(db, a_post(1, likes=4, boosts=3, replies=2, poll=poll))
    assert whole(db, 1).likes == 4
    sources.plan(db, replace(EVENT, is_public_only=True), [HERE])
    save(db, a_post(2, likes=5, poll=poll), a_post(1, likes=6, poll=poll))
    for number in (1, 2):
        kept = whole(db, number).post
        assert (kept.likes, kept.boosts, kept.replies) == (0, 0, 0)
        assert kept.poll == Poll(((clean_line("yes"), None), (clean_line("no"), None)))
    assert check.check(db).problems == ()


def test_the_event_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "rivers.toml"
    for keep, is_so in (("public", True), ("everything", False)):
        path.write_text(f'[event]\ntags = ["rivers"]\nkeep = "{keep}"\n')
        assert read_event_file(path, registry.load).event.is_public_only is is_so
