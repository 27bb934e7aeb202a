from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from backchannel.demo.story.happening import Act, Happening, Piece
from backchannel.demo.story.people import CAST, Role, cast
from backchannel.demo.story.programme import BURSTS, MINUTE, NIGHTS, OPENING, SLOTS, TAGS
from backchannel.demo.story.script import Story, story
from backchannel.demo.story.tongues import TONGUES
from backchannel.demo.world import SPEED
from backchannel.model.post import Kind
from backchannel.model.tags import carried

SEEDS = (1, 2, 3)


@pytest.fixture(params=SEEDS)
def told(request: pytest.FixtureRequest) -> Story:
    return story(request.param)


def first_shown(told: Story) -> dict[str, Happening]:
    """Where each piece was published first, by key."""
    found: dict[str, Happening] = {}
    for one in told.happenings:
        if one.act is Act.PUBLISH:
            found.setdefault(one.key, one)
    return found


def pieces(told: Story) -> list[Piece]:
    return [one.piece for one in first_shown(told).values() if one.piece]


def test_the_same_seed_tells_the_same_story() -> None:
    story.cache_clear()
    before = story(1)
    story.cache_clear()
    assert story(1) == before
    assert story(2) != before


def test_things_happen_in_order(told: Story) -> None:
    assert all(a.moment <= b.moment for a, b in pairwise(told.happenings))


def test_about_two_thousand_posts_bear_the_tag(told: Story) -> None:
    tagged = [piece for piece in pieces(told) if carried(TAGS, piece.tags, piece.text)]
    assert 1_900 <= len(tagged) <= 2_400


def test_some_people_misremember_the_tag(told: Story) -> None:
    wrong = [piece for piece in pieces(told) if "CouncilConnect" in piece.tags]
    assert len(wrong) > 5
    assert len({piece.author for piece in wrong}) > 2


def test_the_others_on_the_planet_mostly_do_not_bear_it(told: Story) -> None:
    others = [piece for piece in pieces(told) if piece.key.startswith("planet")]
    tagged = [piece for piece in others if carried(TAGS, piece.tags, piece.text, piece.html)]
    assert 5 < len(tagged) < len(others) / 2


def test_much_has_been_said_when_the_demo_opens(told: Story) -> None:
    before = [one for one in first_shown(told).values() if one.moment <= OPENING]
    assert 750 <= len(before) <= 1_050


def test_it_feels_live_within_five_seconds(told: Story) -> None:
    soon = [one.moment - OPENING for one in first_shown(told).values() if one.moment > OPENING]
    assert min(soon) / SPEED < 5
    assert sum(1 for moment in soon if moment / SPEED < 20) >= 15


def test_a_burst_brings_up_to_about_forty_posts_a_minute(told: Story) -> None:
    a_minute = Counter(int(one.moment // MINUTE) for one in first_shown(told).values())
    assert 30 <= max(a_minute.values()) <= 60


def test_nights_are_quiet(told: Story) -> None:
    for start, end in NIGHTS:
        night = [one for one in first_shown(told).values() if start <= one.moment < end]
        assert len(night) / ((end - start) / MINUTE) < 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hundred_and_fifty_people_take_part(seed: int) -> None:
    people = cast(seed)
    assert len(people) == CAST == len({person.account for person in people})
    assert all(person.server.endswith(".example") for person in people)
    assert sum(person.is_bot for person in people) == 3
    assert sum(person.role is Role.SPEAKER for person in people) == 8


def test_everybody_says_something(told: Story) -> None:
    spoken = {piece.author.account for piece in pieces(told)}
    assert {person.account for person in told.people} <= spoken


def test_people_speak_fifteen_languages(told: Story) -> None:
    spoken = Counter(piece.language for piece in pieces(told))
    for language in TONGUES.keys() | {"en"}:
        assert spoken[language] >= 3, language


def test_joiners_that_must_survive_are_there(told: Story) -> None:
    said = "".join(piece.text for piece in pieces(told))
    assert "\u200c" in said  # Persian
    assert "\u200d" in said  # emoji families
    assert "\N{REGIONAL INDICATOR SYMBOL LETTER P}" in said


def test_there_is_something_of_every_kind(told: Story) -> None:
    kinds = Counter(piece.kind for piece in pieces(told))
    assert kinds[Kind.ARTICLE] >= 50
    assert kinds[Kind.BOOKMARK] >= 50
    assert kinds[Kind.PHOTO] >= 50
    assert kinds[Kind.VIDEO] >= 10
    assert kinds[Kind.POST] >= 1_500


def test_microblogs_have_everything_a_desk_must_show(told: Story) -> None:
    posts = [piece for piece in pieces(told) if piece.kind is Kind.POST]
    assert sum("?" in piece.text for piece in posts) > 150
    assert sum(bool(piece.reply_to) for piece in posts) > 150
    assert sum(bool(piece.pictures) for piece in posts) > 40
    assert any(picture.alt for piece in posts for picture in piece.pictures)
    assert any(not picture.alt for piece in posts for picture in piece.pictures)
    assert sum(bool(piece.warning) for piece in posts) >= 5
    assert sum(bool(piece.poll) for piece in posts) >= 4
    assert sum(len(piece.text) > 500 for piece in posts) >= 3


def test_a_reply_answers_something_that_was_said(told: Story) -> None:
    known = {piece.key: piece for piece in pieces(told)}
    for piece in known.values():
        if piece.reply_to:
            assert known[piece.reply_to].moment <= piece.moment


def test_a_live_poster_reports_a_session_in_fourteen_posts(told: Story) -> None:
    threads = Counter(piece.key[:3] for piece in pieces(told) if piece.key.startswith("t"))
    assert threads
    assert set(threads.values()) == {14}


def test_authors_edit_and_delete(told: Story) -> None:
    acts = Counter(one.act for one in told.happenings)
    assert acts[Act.EDIT] >= 40
    assert acts[Act.DELETE] >= 20
    known = first_shown(told)
    for one in told.happenings:
        if one.act is Act.EDIT:
            before = known[one.key].piece
            assert before is not None
            assert one.piece is not None
            assert before.text != one.piece.text
        if one.act is not Act.PUBLISH:
            assert one.moment > known[one.key].moment


def test_the_same_thing_is_seen_in_two_places(told: Story) -> None:
    sites: dict[str, set[str]] = {}
    for one in told.happenings:
        if one.act is Act.PUBLISH:
            sites.setdefault(one.key, set()).add(one.site)
    assert sum(found == {"toot", "civic"} for found in sites.values()) > 300
    assert sum("planet" in found and len(found) == 2 for found in sites.values()) >= 5


def test_the_same_person_says_the_same_words_from_a_second_account(told: Story) -> None:
    known = {piece.key: piece for piece in pieces(told)}
    doubles = [piece for piece in known.values() if piece.key.startswith("d-")]
    assert len(doubles) >= 10
    for double in doubles:
        original = known[double.key.removeprefix("d-")]
        assert (double.text, double.author.name) == (original.text, original.author.name)
        assert double.author.account != original.author.account


def test_some_say_the_same_on_bluesky_and_some_are_only_there(told: Story) -> None:
    known = {piece.key: piece for piece in pieces(told)}
    there = {one.key for one in told.happenings if one.site == "sky" and one.act is Act.PUBLISH}
    crossposts = [known[key] for key in there if key.startswith("b-")]
    assert len(crossposts) >= 20
    for crosspost in crossposts:
        original = known[crosspost.key.removeprefix("b-")]
        assert (crosspost.text, crosspost.author.name) == (original.text, original.author.name)
        assert crosspost.author.account != original.author.account
    assert len(there) - len(crossposts) >= 100
    assert all(len(known[key].text) <= 300 for key in there)


def test_the_room_talks_without_the_tag(told: Story) -> None:
    said = [one.piece for one in told.happenings if one.site == "room" and one.piece]
    assert len(said) >= 100
    assert not any(carried(TAGS, piece.tags, piece.text) for piece in said)


def test_an_article_is_announced_in_its_own_words(told: Story) -> None:
    announced = [piece for piece in pieces(told) if piece.key.startswith("c-")]
    assert len(announced) >= 5
    assert all(".example/" in piece.text for piece in announced)


def test_those_who_mean_harm_are_there_before_and_after_the_opening(told: Story) -> None:
    moments = [piece.moment for piece in pieces(told) if piece.key.startswith("x")]
    assert any(moment < OPENING for moment in moments)
    assert any(moment > OPENING for moment in moments)


def test_likes_only_grow(told: Story) -> None:
    likes: dict[str, int] = {}
    for one in told.happenings:
        if one.act is Act.COUNT:
            assert one.likes >= likes.get(one.key, 0)
            likes[one.key] = one.likes
    assert len(likes) > 800


def test_sessions_do_not_overlap_and_bursts_are_in_sessions() -> None:
    assert all(a.ends <= b.starts for a, b in pairwise(SLOTS))
    for burst in BURSTS:
        assert any(slot.starts <= burst.moment < slot.ends for slot in SLOTS)
