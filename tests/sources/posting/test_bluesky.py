import uuid
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.clock import Clock
from tests.sources.loopback import unhurried
from tests.sources.posting.pds import DID, HANDLE, PASSWORD, POSTS, Pds, cid, pds

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.outgoing import Words
from backchannel.sources.http import PoliteHttp
from backchannel.sources.posting.api import Letter
from backchannel.sources.posting.bluesky import BlueskyWriter, rkey, tid
from backchannel.sources.posting.facets import facets, mentioned


@pytest.fixture
async def place(clock: Clock) -> AsyncIterator[Pds]:
    async with pds(clock) as place:
        yield place


@pytest.fixture
async def http() -> AsyncIterator[PoliteHttp]:
    async with PoliteHttp(unhurried(), allow_local=True) as http:
        yield http


@pytest.fixture
def writer(http: PoliteHttp, place: Pds, clock: Clock) -> BlueskyWriter:
    return BlueskyWriter(http, place.origin, HANDLE, PASSWORD, clock)


def letter(clock: Clock, text: str = "Hello #ideaperf", **more: object) -> Letter:
    words = Words(f"@{HANDLE}", text, "en")
    return Letter(words, str(uuid.uuid4()), clock(), **more)  # type: ignore[arg-type] # of a test


def uri_of(sent: Letter) -> str:
    return f"at://{DID}/{POSTS}/{rkey(sent)}"


async def test_a_post_goes_out_with_its_tag_alive(
    writer: BlueskyWriter, place: Pds, clock: Clock
) -> None:
    sent = letter(clock, "Grüße, @tom.bsky.example! https://example.com/a. #ideaperf")
    published = await (await writer.prepare(sent))()
    record = place.records[uri_of(sent)]
    raw = record["text"].encode()
    told = [
        (raw[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode(), each["features"])
        for each in record["facets"]
    ]
    facet = "app.bsky.richtext.facet"
    assert told == [
        ("@tom.bsky.example", [{"$type": f"{facet}#mention", "did": "did:plc:tom"}]),
        ("https://example.com/a", [{"$type": f"{facet}#link", "uri": "https://example.com/a"}]),
        ("#ideaperf", [{"$type": f"{facet}#tag", "tag": "ideaperf"}]),
    ]
    assert (record["langs"], record["createdAt"]) == (["en"], "2026-01-09T14:00:00.000Z")
    assert published.url == f"https://bsky.app/profile/{DID}/post/{rkey(sent)}"
    assert (published.draft.uri, published.draft.tags) == (uri_of(sent), ("ideaperf",))
    assert published.draft.author.handle == f"@{HANDLE}"


@pytest.mark.parametrize(
    ("warning", "text", "label"),
    [("Rain", "Rain\n\nHello #ideaperf", ""), ("nudity", "Hello #ideaperf", "nudity")],
)
async def test_a_warning_is_the_first_line_or_a_label(
    writer: BlueskyWriter, place: Pds, clock: Clock, warning: str, text: str, label: str
) -> None:
    sent = letter(clock)
    sent = replace(sent, words=replace(sent.words, warning=warning))
    published = await (await writer.prepare(sent))()
    record = place.records[uri_of(sent)]
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": label}]}
    assert (record["text"], record.get("labels")) == (text, labels if label else None)
    (facet,) = record["facets"]
    index = facet["index"]
    assert text.encode()[index["byteStart"] : index["byteEnd"]] == b"#ideaperf"
    assert published.draft.is_sensitive is bool(label)


async def test_who_leaves_ends_the_session_and_may_come_back(
    writer: BlueskyWriter, place: Pds, clock: Clock
) -> None:
    await writer.leave()
    assert place.asked == []
    await writer.about()
    await writer.leave()
    assert (place.sessions, place.ended) == (1, 1)
    await (await writer.prepare(letter(clock)))()
    await place.server.stop()
    await writer.leave()
    assert place.sessions == 2


async def test_who_cannot_be_found_is_mentioned_in_words(
    writer: BlueskyWriter, place: Pds, clock: Clock
) -> None:
    await (await writer.prepare(letter(clock, "Ask @nobody.bsky.example")))()
    assert "facets" not in place.records[next(iter(place.records))]


@pytest.mark.parametrize("has_appview", [True, False])
async def test_a_reply_names_its_parent_and_the_beginning(
    writer: BlueskyWriter, place: Pds, clock: Clock, *, has_appview: bool
) -> None:
    place.has_appview = has_appview
    root = place.publish("root", "A question")
    above = {"root": {"uri": root, "cid": cid(root)}, "parent": {"uri": root, "cid": cid(root)}}
    parent = place.publish("parent", "A remark", reply=above)
    for answered, begun in ((root, root), (parent, root)):
        sent = letter(clock, answered=answered)
        await (await writer.prepare(sent))()
        assert place.records[uri_of(sent)]["reply"] == {
            "root": {"uri": begun, "cid": cid(begun)},
            "parent": {"uri": answered, "cid": cid(answered)},
        }


async def test_a_post_that_is_gone_is_not_answered(
    writer: BlueskyWriter, place: Pds, clock: Clock
) -> None:
    with pytest.raises(SourceRefused, match="is gone"):
        await writer.prepare(letter(clock, answered=f"at://did:plc:tom/{POSTS}/gone"))
    assert place.written() == []


async def test_one_login_lasts_and_is_renewed(
    writer: BlueskyWriter, place: Pds, clock: Clock
) -> None:
    place.lasts = 1
    for number in range(3):
        await (await writer.prepare(letter(clock, f"Number {number}")))()
    assert (place.sessions, place.renewals) == (1, 2)
    place.renewals += 7  # the refresh token is not known any more
    await (await writer.prepare(letter(clock, "And on")))()
    assert place.sessions == 2
    assert len(place.written()) == 4


async def test_a_wrong_password_is_said_to_be_one(
    http: PoliteHttp, place: Pds, clock: Clock
) -> None:
    writer = BlueskyWriter(http, place.origin, HANDLE, "wrong", clock)
    with pytest.raises(SourceRefused, match="app password is not accepted") as refused:
        await writer.about()
    assert refused.value.why is Refusal.LOGIN


async def test_what_is_out_is_found_and_is_never_there_twice(
    writer: BlueskyWriter, place: Pds, clock: Clock
) -> None:
    sent = letter(clock)
    assert await writer.find(sent) is None
    send = await writer.prepare(sent)
    place.trouble = lambda request: "cut after" if "createRecord" in request.path else ""
    with pytest.raises(SourceUnreachable) as broke:
        await send()
    assert not broke.value.is_unsent
    place.trouble = lambda _: ""
    found = await writer.find(sent)
    again = await (await writer.prepare(sent))()
    assert found is not None
    assert (found.draft, len(place.written())) == (again.draft, 1)


def test_keys_of_records_are_in_order_of_time() -> None:
    keys = [tid(micros, 5) for micros in (1, 31, 32, 10**15, 10**15 + 1, (1 << 53) - 1)]
    assert keys == sorted(keys)
    assert {len(key) for key in keys} == {13}
    assert keys[0] == "2222222222327"


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#ideaperf", ["ideaperf"]),
        ("Yes (#no) #ideaperf.", ["ideaperf"]),
        ("＃全角 #2026 #a_b!", ["全角", "a_b"]),
        ("https://example.com/#part", []),
    ],
)
def test_hashtags_are_those_that_bluesky_sees(text: str, tags: list[str]) -> None:
    found = [each["features"][0].get("tag") for each in facets(text, {})]
    assert [tag for tag in found if tag] == tags


@given(st.text(alphabet=st.sampled_from("ab#@. é👩\u200d\n/:htps"), max_size=60))
def test_facets_lie_within_the_text_between_letters_and_apart(text: str) -> None:
    raw, end = text.encode(), 0
    for each in facets(text, dict.fromkeys(mentioned(text), "did:plc:x")):
        place = each["index"]
        assert end <= place["byteStart"] < place["byteEnd"] <= len(raw)
        raw[place["byteStart"] : place["byteEnd"]].decode()
        end = place["byteEnd"]
