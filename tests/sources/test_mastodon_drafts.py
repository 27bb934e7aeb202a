"""What becomes of a status."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.mastodon_server import status

from backchannel.model.post import Draft, DraftPoll, Kind, MediaKind
from backchannel.sources.mastodon.drafts import draft, is_shown, moment, stamp
from backchannel.sources.mastodon.page import Entry, entries_of


def entry(**fields: Any) -> Entry:
    """What is read of a status with these fields."""
    return entries_of(json.dumps([status(7) | fields]).encode())[0]


def drafted(**fields: Any) -> Draft:
    """The draft of a status with these fields."""
    read = entry(**fields).status
    assert read is not None
    return draft(read, "toot.example")


def attached(**fields: Any) -> dict[str, Any]:
    """An attachment as Mastodon announces one."""
    url = "https://files.example/1.png"
    return {
        "id": "1",
        "type": "image",
        "url": url,
        "preview_url": None,
        "remote_url": None,
    } | fields


def test_a_status_in_full() -> None:
    got = drafted(
        content="<p>Outcomes, not outputs</p>",
        spoiler_text="numbers",
        sensitive=True,
        language="cy",
        in_reply_to_id="6",
        edited_at="2026-01-02T08:00:00.5Z",
        favourites_count=3,
        reblogs_count=2,
        replies_count=1,
    )
    assert got == Draft(
        id="7",
        uri="https://toot.example/users/ana/statuses/7",
        url="https://toot.example/@ana/7",
        kind=Kind.POST,
        author=got.author,
        content="<p>Outcomes, not outputs</p>",
        published=datetime(2026, 1, 2, 0, 7, tzinfo=UTC),
        edited=datetime(2026, 1, 2, 8, 0, 0, 500_000, tzinfo=UTC),
        tags=("ideaperf",),
        language="cy",
        reply_to="6",
        warning="numbers",
        is_sensitive=True,
        likes=3,
        boosts=2,
        replies=1,
    )


@pytest.mark.parametrize(
    ("account", "handle", "name"),
    [
        ({"acct": "ana", "username": "ana", "display_name": "Ana"}, "@ana@toot.example", "Ana"),
        ({"acct": "tom@civic.example", "username": "tom"}, "@tom@civic.example", "tom"),
        ({"acct": "ana", "display_name": " ", "username": "ana"}, "@ana@toot.example", "ana"),
        ({"username": "ana", "display_name": ":wave: Ana"}, "@ana@toot.example", ":wave: Ana"),
        (None, "", ""),
    ],
)
def test_a_handle_is_always_whole_and_a_name_is_never_empty_but_for_nobody(
    account: dict[str, str] | None, handle: str, name: str
) -> None:
    got = drafted(account=account)
    assert (got.author.handle, got.author.name) == (handle, name)


def test_a_robot_says_so() -> None:
    assert drafted(account={"acct": "tally", "bot": True}).author.is_bot


def test_without_a_page_the_federated_name_is_the_address() -> None:
    assert drafted(url=None).url == "https://toot.example/users/ana/statuses/7"


@pytest.mark.parametrize(
    ("announced", "kind"),
    [
        ("image", MediaKind.PHOTO),
        ("gifv", MediaKind.VIDEO),
        ("video", MediaKind.VIDEO),
        ("audio", MediaKind.AUDIO),
        ("unknown", MediaKind.FILE),
        (None, MediaKind.FILE),
    ],
)
def test_attachments_have_a_kind(announced: str | None, kind: MediaKind) -> None:
    assert [
        media.kind for media in drafted(media_attachments=[attached(type=announced)]).media
    ] == [kind]


def test_an_attachment_in_full() -> None:
    meta = {"original": {"width": 640, "height": 480, "duration": 7.5}}
    announced = attached(
        type="video",
        preview_url="https://files.example/small.png",
        description="A full hall",
        meta=meta,
        pleroma={"mime_type": "video/mp4"},
    )
    (got,) = drafted(media_attachments=[announced]).media
    assert (got.url, got.preview) == (
        "https://files.example/1.png",
        "https://files.example/small.png",
    )
    assert (got.alt, got.mime) == ("A full hall", "video/mp4")
    assert (got.width, got.height, got.seconds) == (640, 480, 7.5)


@pytest.mark.parametrize(("length", "seconds"), [("0:01:28.65", 88.65), ("1:05", 65), ("?", None)])
def test_a_length_on_the_clock_is_seconds(length: str, seconds: float | None) -> None:
    (got,) = drafted(media_attachments=[attached(type="audio", meta={"length": length})]).media
    assert got.seconds == seconds


def test_a_file_still_being_processed_is_shown_by_what_there_is() -> None:
    remote = "https://elsewhere.example/1.png"
    waiting = attached(url=None, remote_url=remote)
    preview = attached(url=None, preview_url="https://files.example/small.png")
    nothing = attached(url=None)
    got = drafted(media_attachments=[waiting, preview, nothing]).media
    assert [media.url for media in got] == [remote, "https://files.example/small.png"]


def test_a_file_that_was_never_fetched_is_opened_where_it_came_from() -> None:
    remote = "https://elsewhere.example/slides.odp"
    (got,) = drafted(media_attachments=[attached(type="unknown", remote_url=remote)]).media
    assert got.url == remote


def test_a_poll_keeps_hidden_votes_hidden() -> None:
    poll = {
        "options": [{"title": "Yes", "votes_count": 4}, {"title": "No", "votes_count": None}],
        "expires_at": "2026-01-09T15:00:00.000Z",
        "voters_count": 4,
    }
    closes = datetime(2026, 1, 9, 15, tzinfo=UTC)
    assert drafted(poll=poll).poll == DraftPoll((("Yes", 4), ("No", None)), closes, 4)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"visibility": "public"}, True),
        ({"visibility": "unlisted"}, True),
        ({"visibility": None}, True),
        ({"visibility": "private"}, False),
        ({"visibility": "direct"}, False),
        ({"visibility": "local"}, False),
        ({"visibility": "list"}, False),
        ({"reblog": {"id": "1"}}, False),
    ],
)
def test_what_was_not_meant_for_everybody_is_not_shown(
    fields: dict[str, Any], shown: bool
) -> None:  # a column of a table
    read = entry(**fields).status
    assert read is not None
    assert is_shown(read) is shown


@pytest.mark.parametrize(
    "fields",
    [
        {"poll": "closed"},
        {"poll": {"options": [1, 2]}},
        {"media_attachments": [None, 7, {"type": 3}]},
        {"media_attachments": None},
        {"favourites_count": "many"},
        {"favourites_count": -1},
        {"replies_count": 2.5e300},
        {"tags": None},
        {"tags": "ideaperf"},
        {"media_attachments": "none"},
        {"created_at": "yesterday"},
        {"in_reply_to_id": 6},
        {"quote": {"state": "accepted", "quoted_status": {}}},
        {"pleroma": {"content": {"text/plain": "x"}}},
    ],
    ids=str,
)
def test_a_part_of_another_shape_does_not_cost_the_post(fields: dict[str, Any]) -> None:
    got = drafted(**fields)
    assert got.content == "<p>Post 7</p>"
    assert 0 <= got.likes < 2**63
    assert 0 <= got.replies < 2**63


def test_tags_that_cannot_be_read_leave_the_others() -> None:
    assert drafted(
        tags=[{"name": "ideaperf"}, "second", {"nom": "x"}, None, {"name": "b"}]
    ).tags == ("ideaperf", "b")


def test_numbers_for_ids_are_names_too() -> None:
    assert drafted(id=7, in_reply_to_id=6).reply_to == "6"
    assert drafted(id=7).id == "7"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-09T14:00:00.000Z", datetime(2026, 1, 9, 14, tzinfo=UTC)),
        ("2026-01-09T14:00:00Z", datetime(2026, 1, 9, 14, tzinfo=UTC)),
        ("2026-01-09T14:00:00.123456789Z", datetime(2026, 1, 9, 14, 0, 0, 123456, tzinfo=UTC)),
        ("2026-01-09T15:00:00+01:00", datetime(2026, 1, 9, 14, tzinfo=UTC)),
        ("2026-01-09T14:00:00", datetime(2026, 1, 9, 14, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("2026-02-30T00:00:00Z", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_utc_or_nothing(text: str | None, expected: datetime | None) -> None:
    assert moment(text) == expected


@given(st.text(max_size=40))
def test_no_text_for_a_date_does_harm(text: str) -> None:
    read = moment(text)
    assert read is None or read.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "fields",
    [
        {"content": "<p>Other words</p>"},
        {"edited_at": "2026-01-02T09:00:00Z"},
        {"favourites_count": 1},
        {"reblogs_count": 1},
        {"replies_count": 1},
        {"spoiler_text": "numbers"},
        {"sensitive": True},
        {"media_attachments": [attached()]},
        {"poll": {"options": [{"title": "Yes", "votes_count": 1}]}},
        {"visibility": "unlisted"},
        {"tags": []},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_stamp_changes_with_what_is_shown(fields: dict[str, Any]) -> None:
    assert entry(**fields).stamp != entry().stamp


def test_a_stamp_does_not_change_with_what_nobody_sees() -> None:
    busier = {"acct": "ana", "username": "ana", "display_name": "Ana Example", "followers_count": 9}
    assert entry(account=busier).stamp == entry().stamp
    read = entry().status
    assert read is not None
    assert stamp(read) == entry().stamp


_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_ATOMS = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | _FLOATS
_JSON = st.recursive(
    _ATOMS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(status(7))), _JSON)
def test_no_field_of_any_shape_does_harm(name: str, anything: object) -> None:
    read = entry(**{name: anything})
    if read.status is not None and is_shown(read.status):
        assert draft(read.status, "toot.example").id == read.id
