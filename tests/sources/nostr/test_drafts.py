from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from tests.sources.nostr.people import ANA, BEN, NOON

from backchannel.model.post import Draft, Kind, MediaKind
from backchannel.sources.nostr import names
from backchannel.sources.nostr.drafts import draft, is_over
from backchannel.sources.nostr.events import Event
from backchannel.sources.nostr.profiles import Profiles

NOW = datetime(2026, 1, 9, 14, tzinfo=UTC)
OTHER, THIRD = "a" * 64, "b" * 64


def event(signed: dict[str, Any]) -> Event:
    return msgspec.convert(signed, Event)


def of(*tags: tuple[str, ...], content: str = "Hello", **fields: Any) -> Draft:
    return draft(event(ANA.says(content, *tags, **fields)), Profiles())


def test_a_note_is_plain_text_with_its_tags_time_and_a_page_in_the_browser() -> None:
    signed = ANA.says("Hello <b>#ideaperf</b>")
    post = draft(event(signed), Profiles())
    assert (post.id, post.uri) == (signed["id"], f"nostr:{signed['id']}")
    assert post.url.startswith("https://njump.me/nevent1")
    assert (post.content, post.content_is_html) == ("Hello <b>#ideaperf</b>", False)
    assert (post.published, post.tags, post.kind) == (NOW, ("ideaperf",), Kind.POST)


def test_without_a_profile_the_key_is_the_name() -> None:
    author = of().author
    assert author.name == author.handle == names.short(ANA.key)
    assert author.url == f"https://njump.me/{names.npub(ANA.key)}"


def test_an_address_that_nobody_checked_is_no_handle() -> None:
    profiles = Profiles()
    said = '{"name": "ana", "nip05": "minister@gov.example", "bot": true}'
    profiles.learn(event(ANA.says(said, kind=0)))
    author = draft(event(ANA.says()), profiles).author
    assert (author.name, author.handle, author.is_bot) == ("ana", names.short(ANA.key), True)


def test_the_latest_profile_counts_and_an_odd_one_names_nobody() -> None:
    profiles = Profiles()
    assert profiles.learn(event(ANA.called("Ana Example", created_at=NOON)))
    assert not profiles.learn(event(ANA.called("Old", created_at=NOON - 1)))
    assert profiles.of(ANA.key).name == "Ana Example"
    for odd in ("no JSON", "[]", '{"name": 7, "display_name": null}', "1" * 30):
        assert not profiles.learn(event(BEN.says(odd, kind=0)))
        assert profiles.of(BEN.key).name == ""


def test_an_answer_names_what_it_answers() -> None:
    root, reply = ("e", OTHER, "", "root"), ("e", THIRD, "", "reply")
    assert of().reply_to == ""
    assert of(root).reply_to == f"nostr:{OTHER}"
    assert of(root, reply).reply_to == of(reply, root).reply_to == f"nostr:{THIRD}"
    assert of(("e", OTHER), ("e", THIRD)).reply_to == f"nostr:{THIRD}"
    assert of(("e", OTHER, "", "mention")).reply_to == ""
    assert of(("E", OTHER), ("e", THIRD), kind=1111).reply_to == f"nostr:{THIRD}"
    article = f"30023:{BEN.key}:kpi"
    assert of(("a", article), ("e", THIRD), kind=1111).reply_to == f"nostr:{article}"


def test_a_content_warning_covers_with_and_without_a_reason() -> None:
    assert (of(("content-warning", "food")).warning, of(("content-warning",)).warning) == (
        "food",
        "",
    )
    assert of(("content-warning",)).is_sensitive
    assert not of().is_sensitive


def test_announced_files_come_with_what_is_said_of_them() -> None:
    url = "https://files.example/hall.jpg"
    imeta = ("imeta", f"url {url}", "m image/jpeg", "dim 640x480", "alt The hall", "odd")
    [photo] = of(imeta, content=f"Look {url}").media
    assert (photo.kind, photo.url, photo.alt) == (MediaKind.PHOTO, url, "The hall")
    assert (photo.width, photo.height, photo.mime) == (640, 480, "image/jpeg")


def test_files_in_the_text_are_known_by_their_ending() -> None:
    text = "https://f.example/a.MP4?x=1 https://f.example/b.webp, https://f.example/page"
    assert [file.kind for file in of(content=text).media] == [MediaKind.VIDEO, MediaKind.PHOTO]


def test_mentions_and_links_are_readable() -> None:
    profiles = Profiles()
    profiles.learn(event(BEN.called("Ben Example")))
    note = names.nevent(OTHER, BEN.key, 1)
    text = f"nostr:{names.npub(BEN.key)} nostr:{names.npub(ANA.key)} nostr:{note} nostr:npub1x"
    assert draft(event(ANA.says(text)), profiles).content == (
        f"@Ben Example @{names.short(ANA.key)} https://njump.me/{note} nostr:npub1x"
    )


def test_an_article_keeps_its_name_when_it_is_edited() -> None:
    tags = (("d", "kpi"), ("title", "League tables"), ("published_at", str(NOON - 60)))
    post = of(*tags, kind=30023)
    assert post.id == f"30023:{ANA.key}:kpi"
    assert post.url.startswith("https://njump.me/naddr1")
    assert (post.kind, post.title, post.edited) == (Kind.ARTICLE, "League tables", NOW)
    assert post.published == datetime(2026, 1, 9, 13, 59, tzinfo=UTC)


def test_kinds_of_events_are_kinds_of_posts() -> None:
    kinds = {kind: of(kind=kind).kind for kind in (1, 20, 21, 22, 1111)}
    assert kinds == {1: "post", 20: "photo", 21: "video", 22: "video", 1111: "post"}


def test_languages_dates_and_ends_are_read_where_they_make_sense() -> None:
    assert of(("l", "en", "ISO-639-1"), ("l", "x", "y")).language == "en"
    assert of(created_at=2**62).published is None
    assert is_over(event(ANA.says("x", ("expiration", str(NOON)))), NOW)
    assert not is_over(event(ANA.says("x", ("expiration", str(NOON + 1)))), NOW)
    assert not is_over(event(ANA.says("x", ("expiration", "soon"))), NOW)
