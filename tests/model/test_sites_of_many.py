"""Who writes on a site without an account there is one of its authors, and not all of them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.model.test_crossposts import on_bluesky, on_mastodon

from backchannel.clean.html import from_plain
from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Kind, Post, Url
from backchannel.model.programme import Person
from backchannel.model.roles.people import person_of
from backchannel.model.sameness import network_of
from backchannel.model.sameness.crossposts import said_twice

SHORT = "Good morning from the hall"
LONG = "The panel agreed that nobody had ever read the annex to the yearly report"
PAGE = "https://blog.example/authors/ana"
ANA = Person("Ana Konda", "speaker", ("@ana@toot.example", PAGE))
BEN = Person("Ben Tree", "speaker", ("@ben@toot.example",))


def on_blog(
    name: str, text: str = SHORT, page: str = "", *, at: str = "https://blog.example/1"
) -> Post:
    """A post of somebody who has no account; `page` is theirs, as the feed says."""
    author = Author(clean_line(name), clean_line(""), Url(page) if page else None)
    read = from_plain(text)
    return replace(
        on_mastodon(""), id=at, url=Url(at) if "://" in at else None, kind=Kind.ARTICLE,
        author=author, text=read.text, spans=read.spans,
    )  # fmt: skip


def on_toot(name: str, handle: str, text: str = SHORT) -> Post:
    return on_mastodon(text, handle, name)


@pytest.mark.parametrize("text", [SHORT, LONG])
@pytest.mark.parametrize("page", ["https://ben.example/", ""])
def test_two_authors_of_a_site_are_two(text: str, page: str) -> None:
    ana = on_blog("Ana Konda", text, "https://ana.example/")
    ben = on_blog("Ben Tree", text, page, at="https://blog.example/2")
    assert not said_twice(ana, ben)
    assert network_of(ana) == network_of(ben) == "blog.example"


def test_posts_without_addresses_are_of_nobody_in_common() -> None:
    ana = on_blog("Ana Konda", LONG, "https://ana.example/", at="one\x1f1")
    assert not said_twice(ana, on_blog("Ben Tree", LONG, "https://ben.example/", at="two\x1f1"))
    assert said_twice(ana, on_blog("Ana Konda", LONG, "https://me.example/", at="two\x1f1"))


@pytest.mark.parametrize("name", ["admin", "Redaktion", "The Press Office", "🌊"])
def test_an_office_that_every_site_has_is_nobody(name: str) -> None:
    assert not said_twice(on_blog(name, LONG), on_blog(name, LONG, at="https://city.example/9"))


def test_one_author_of_two_sites_is_known_by_the_name_and_surely_by_a_page_as_well() -> None:
    mine, there = "https://ana.example/me", "https://city.example/9"
    assert said_twice(on_blog("Ana", LONG), on_blog("Ana", LONG, at=there))
    assert not said_twice(on_blog("Ana"), on_blog("Ana", at=there))
    assert said_twice(on_blog("Ana", page=mine), on_blog("Ana", page=mine, at=there))
    assert not said_twice(on_blog("Ana", page=mine), on_blog("Ben", page=mine, at=there))


def test_whose_page_is_a_profile_is_that_account_if_called_so() -> None:
    toot, page = on_toot("Ana", "@ana@toot.example"), "https://toot.example/@ana"
    assert said_twice(on_blog("Ana Konda", page=page), toot).startswith("one account said")
    assert not said_twice(on_blog("Ben Tree", page=page), toot)


def test_the_account_of_a_site_is_no_authors_until_it_says_enough() -> None:
    def on_sky(text: str, name: str = "Ben Tree") -> Post:
        return on_bluesky(text, "blog.example", name)

    assert not said_twice(on_blog("Ana Konda"), on_sky(SHORT))
    why = said_twice(on_blog("Ana Konda", LONG), on_sky(LONG))
    assert why == "a site, and an account that is called like it, said the same in both places"
    assert said_twice(on_blog("Ana Konda"), on_sky(SHORT, "Ana")).startswith("one account said")


def test_a_page_in_the_event_file_is_its_owners_and_not_all_of_the_site() -> None:
    toot = on_toot("ak", "@ana@toot.example")
    assert said_twice(on_blog("Ana K", page=PAGE), toot, [ANA])
    assert said_twice(on_blog("Ana K", at=f"{PAGE}/1"), toot, [ANA])
    assert not said_twice(on_blog("Ben Tree"), toot, [ANA])
    assert not said_twice(on_blog("Ben Tree", page=f"{PAGE}s"), toot, [ANA])


def test_a_site_that_people_of_the_event_share_tells_them_apart_by_their_names() -> None:
    site = "https://blog.example"
    both = [replace(each, accounts=(*each.accounts, site)) for each in (ANA, BEN)]
    toot = on_toot("ak", "@ana@toot.example")
    assert said_twice(on_blog("Ana Konda"), toot, both)
    assert not said_twice(on_blog("Ben Tree"), toot, both)
    assert not said_twice(on_blog("Tom"), toot, both)
    assert said_twice(on_blog("Tom"), toot, both[:1])  # the site is said to be hers alone
    assert not said_twice(on_blog("Ben Tree"), toot, [both[0], BEN])


@pytest.mark.parametrize(
    ("post", "role"),
    [
        (on_blog("Ana Konda"), "Ana Konda"),
        (on_blog("Ben Tree"), "Ben Tree"),
        (on_blog("Tom"), ""),
        (on_blog("Tom", page="https://blog.example/"), ""),
        (on_blog("Tom", page="https://toot.example/@ana"), "Ana Konda"),
        (replace(on_blog("Tom"), kind=Kind.BOOKMARK), ""),
    ],
)
def test_who_is_marked_with_a_role_is_told_apart_in_the_same_way(post: Post, role: str) -> None:
    site = "https://blog.example"
    both = tuple(replace(each, accounts=(*each.accounts, site)) for each in (ANA, BEN))
    found = person_of(post, both)
    assert (found.name if found else "") == role


def test_a_bookmark_is_by_nobody_on_the_page_that_it_leads_to() -> None:
    marked = replace(on_blog("lg_library", LONG), kind=Kind.BOOKMARK)
    assert not said_twice(marked, on_bluesky(LONG, "blog.example", "A blog"))
    account = Author(clean_line("lg"), clean_line(""), Url("https://links.example/u/lg"))
    assert network_of(replace(marked, author=account)) == "links.example"
