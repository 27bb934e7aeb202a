from contextlib import closing
from pathlib import Path

from tests.clock import START, Clock
from tests.record.events import EVENT, exported

from backchannel.config.opml import read_opml, without_table
from backchannel.model.source import SourceSpec
from backchannel.store import schema, sources

FOLLOWED = (
    SourceSpec("toot.example", "mastodon", "backchannel", {"server": "https://toot.example"}),
    SourceSpec('A "blog" <b>', "feed", "feeds", {"url": "https://blog.example/feed?a=1&b=2"}),
    SourceSpec("Desk", "folder", "backchannel", {"path": "somewhere/secret"}),
)


def test_sources_are_a_list_that_other_programs_and_an_event_file_take(
    path: Path, tmp_path: Path
) -> None:
    with closing(schema.open_to_write(path, now=Clock(START))) as db:
        sources.plan(db, EVENT, FOLLOWED)
    body = exported(path, tmp_path / "sources.opml", "opml")
    assert b"secret" not in body
    toot, blog = read_opml(body)
    assert (blog.url, blog.title) == ("https://blog.example/feed?a=1&b=2", 'A "blog" <b>')
    assert without_table(blog)[1] == {}
    assert without_table(toot)[1] == {
        "kind": "mastodon",
        "name": "toot.example",
        "server": "https://toot.example",
    }
    assert exported(path, tmp_path / "again.opml", "opml") == body
