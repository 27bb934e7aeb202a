import io
import json
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.archives.repositories import cbor, repository

from backchannel.errors import ConfigError
from backchannel.sources.archives import outbox, packed
from backchannel.sources.archives.cbor import decode
from backchannel.sources.archives.repository import posts_of

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACTOR = {
    "id": "https://toot.example/users/ana",
    "type": "Person",
    "preferredUsername": "ana",
    "name": "Ana K.",
    "url": "https://toot.example/@ana",
}


def note(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "type": "Create",
        "object": {
            "id": f"https://toot.example/users/ana/statuses/{number}",
            "type": "Note",
            "summary": None,
            "inReplyTo": None,
            "published": "2026-01-09T14:00:00Z",
            "url": f"https://toot.example/@ana/{number}",
            "to": [PUBLIC],
            "cc": ["https://toot.example/users/ana/followers"],
            "sensitive": False,
            "content": f"<p>Post {number} <a>#Rivers</a></p>",
            "contentMap": {"en": f"<p>Post {number}</p>"},
            "attachment": [
                {"type": "Document", "mediaType": "image/png", "url": "/media/1.png", "name": "A"}
            ],
            "tag": [{"type": "Hashtag", "name": "#Rivers"}],
            **changes,
        },
    }


def archive() -> bytes:
    items = [
        note(1),
        note(2, to=["https://toot.example/users/ana/followers"], cc=[]),
        note(3, to=["https://toot.example/users/bo"], cc=PUBLIC, summary="flood", sensitive=True),
        {"type": "Announce", "object": "https://other.example/1"},
        {"type": "Create", "object": "https://toot.example/users/ana/statuses/9"},
        note(4, to=7, cc={}),
        "odd",
    ]
    return json.dumps({"orderedItems": items}).encode()


def test_an_archive_of_mastodon_says_of_each_post_whether_it_was_meant_for_everybody() -> None:
    actor = outbox.actor_of(json.dumps(ACTOR).encode())
    found = list(outbox.posts_of(archive(), actor))
    assert [(each.draft.id, each.is_public) for each in found] == [
        ("1", True), ("2", False), ("3", True), ("4", False),
    ]  # fmt: skip
    first, third = (each.draft for each in found if each.is_public)
    assert (first.uri, first.id) == ("https://toot.example/users/ana/statuses/1", "1")
    assert (first.author.name, first.author.handle) == ("Ana K.", "@ana@toot.example")
    assert (first.tags, first.language, first.media) == (("#Rivers",), "en", ())
    assert (third.warning, third.is_sensitive) == ("flood", True)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"orderedItems": 3}'[:5], b"\xff"])
def test_what_is_no_archive_says_so(body: bytes) -> None:
    actor = outbox.actor_of(json.dumps(ACTOR).encode())
    with pytest.raises(ConfigError, match="is not the outbox"):
        list(outbox.posts_of(body, actor))
    with pytest.raises(ConfigError, match="does not say whose"):
        outbox.actor_of(body)


def packs(folder: Path) -> list[Path]:
    files = {"outbox.json": b"posts", "actor.json": b"who", "photo.png": b"\0" * 100}
    zipped, tarred, plain = folder / "a.zip", folder / "a.tar.gz", folder / "plain"
    plain.mkdir()
    with zipfile.ZipFile(zipped, "w") as pack, tarfile.open(tarred, "w:gz") as tar:
        for name, body in files.items():
            (plain / name).write_bytes(body)
            pack.writestr(f"../../{name}", body)
            member = tarfile.TarInfo(f"archive/{name}")
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))
    return [zipped, tarred, plain]


def test_files_come_out_of_every_kind_of_archive_and_nothing_is_written(tmp_path: Path) -> None:
    several = packs(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    for path in several:
        found = packed.files_in(path, ("outbox.json", "actor.json", "likes.json"))
        assert found == {"outbox.json": b"posts", "actor.json": b"who"}
    assert sorted(tmp_path.rglob("*")) == before


def test_a_damaged_archive_says_so(tmp_path: Path) -> None:
    *several, _ = packs(tmp_path)
    for path in several:
        path.write_bytes(path.read_bytes()[:40])
        with pytest.raises(ConfigError, match="is no archive that can be read"):
            packed.files_in(path, ("outbox.json",))
    with pytest.raises(ConfigError, match="there is no such file"):
        packed.files_in(tmp_path / "none", ("outbox.json",))


def test_a_repository_of_bluesky_gives_its_posts() -> None:
    first, second = sorted(posts_of(repository(), "ana.bsky.example"), key=lambda each: each.id)
    assert first.uri == "at://did:plc:ana/app.bsky.feed.post/3aaa"
    assert (first.author.name, first.author.handle) == ("Ana K.", "@ana.bsky.example")
    assert first.tags == ("rivers",)
    assert second.media[0].url.endswith("@jpeg")
    assert second.reply_to == first.uri


def test_who_asks_not_to_be_shown_to_strangers_is_not() -> None:
    with pytest.raises(ConfigError, match="asks not to be shown"):
        list(posts_of(repository(labels=("!no-unauthenticated",))))


@given(st.binary(max_size=60) | st.integers(0, len(repository())).map(lambda n: repository()[:n]))
def test_a_repository_that_is_none_is_refused(body: bytes) -> None:
    if body != repository():
        with pytest.raises(ConfigError, match="is not the repository"):
            list(posts_of(body))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_dag_cbor_is_read_as_it_is_written(value: Any) -> None:
    assert decode(cbor(value)) == value


def test_a_float_is_read_and_what_is_no_dag_cbor_is_refused() -> None:
    assert decode(b"\xfb" + struct.pack(">d", 1.5)) == 1.5
    nested = b"\x81" * 100 + b"\x00"
    broken = (b"", b"\x5f", b"\xf7", b"\xc1\x00", b"\x9b" + b"\xff" * 8, b"\xa1\x01\x02", nested)
    for body in (*broken, b"\x00\x00"):
        with pytest.raises(ValueError, match=r"^(it|there) "):
            decode(body)
