"""By what an author is known: an account wherever it is seen, else a name on one site."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.model.test_sites_of_many import on_blog, on_toot

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Kind, Post, Url
from backchannel.model.who import author_key, shown_as

ABOUT = "https://blog.example/about"


def in_chat(name: str, page: str = "", source: str = "chat") -> Post:
    """What has no address of its own."""
    return on_blog(name, page=page, at=f"{source}\x1f1")


def bookmarked(name: str, page: str) -> Post:
    """A bookmark of a page, in a list that has no page for it."""
    found = replace(on_blog(name, at="marks\x1f1"), kind=Kind.BOOKMARK, url=Url(page))
    return replace(found, link=Url(page))


SAME = {
    "an account, whatever it is called": (
        on_toot("Ana", "@ana@toot.example"),
        on_toot("Ana K.", "@Ana@toot.example"),
    ),
    "a name on a site, with a page and without": (on_blog("Ana", page=ABOUT), on_blog("ana")),
    "a name on a site, whatever page is given": (
        on_blog("Ana", page="https://agency.example/"),
        on_blog("Ana", page=ABOUT, at="https://www.blog.example/2"),
    ),
    "a page of one person, whatever they are called": (
        in_chat("Ana", "https://www.youtube.com/channel/UC1"),
        in_chat("Ana K.", "https://www.youtube.com/channel/UC1", "other chat"),
    ),
    "an account that stands at the top of its site": (
        in_chat("Ana", "https://www.twitch.tv/ana"),
        in_chat("アナ", "https://www.twitch.tv/ana"),
    ),
}
OTHERS = {
    "of one page that is everybody's": (on_blog("Ana", page=ABOUT), on_blog("Ben", page=ABOUT)),
    "of one page elsewhere": (
        on_blog("Ana", page="https://toot.example/@blog"),
        on_blog("Ben", page="https://toot.example/@blog"),
    ),
    "of a page of the team": (
        on_blog("Ana", page="https://blog.example/people/team"),
        on_blog("Ben", page="https://blog.example/people/team"),
    ),
    "of one name on two sites": (on_blog("Admin"), on_blog("Admin", at="https://city.example/9")),
    "of one name and page on two sites": (
        on_blog("Admin", page="https://agency.example/"),
        on_blog("Admin", page="https://agency.example/", at="https://city.example/9"),
    ),
    "of one name on one site, with pages of their own": (
        on_blog("Tom", page="https://blog.example/people/tom1"),
        on_blog("Tom", page="https://blog.example/people/tom2"),
    ),
    "of one nick in two chats": (in_chat("tom"), in_chat("tom", source="other chat")),
    "with the same page in two lists": (
        bookmarked("tom", "https://city.example/9"),
        replace(bookmarked("tom", "https://city.example/9"), id="more\x1f1"),
    ),
    "an account and a name": (on_toot("Ana", "@ana@toot.example"), on_blog("Ana")),
    "with an address that is none": (
        on_blog("Ana", page="https://[/@a"),
        on_blog("Ben", page="https://[/@a"),
    ),
}


@pytest.mark.parametrize("which", SAME)
def test_is_one_author(which: str) -> None:
    one, other = SAME[which]
    assert author_key(one) == author_key(other)


@pytest.mark.parametrize("which", OTHERS)
def test_are_two_authors(which: str) -> None:
    one, other = OTHERS[which]
    assert author_key(one) != author_key(other)
    assert shown_as(one) != shown_as(other)


@pytest.mark.parametrize(
    ("post", "key", "shown"),
    [
        (on_toot("Ana", "@Ana@toot.example"), "@ana@toot.example", "Ana @Ana@toot.example"),
        (on_blog("Ana K", page=ABOUT), "ana k at blog.example", "Ana K at blog.example"),
        (in_chat("ana", source="Chat"), "ana at chat", "ana at chat"),
        (in_chat("Ana", source=""), "ana", "Ana"),
        (bookmarked("lg", "https://city.example/9"), "lg at marks", "lg at marks"),
        (
            replace(bookmarked("lg", "https://city.example/9"), url=Url("https://links.example/1")),
            "lg at links.example",
            "lg at links.example",
        ),
        (
            in_chat("Ana", "https://www.youtube.com/channel/UC1"),
            "https://www.youtube.com/channel/uc1",
            "Ana www.youtube.com/channel/UC1",
        ),
    ],
)
def test_the_key_and_what_people_read(post: Post, key: str, shown: str) -> None:
    assert (author_key(post), shown_as(post)) == (key, shown)


def test_an_account_of_a_network_without_a_handle_is_known_by_its_page() -> None:
    did = "did:plc:abc"
    author = Author(clean_line(did), clean_line(""), Url(f"https://bsky.app/profile/{did}"))
    url = Url(f"https://bsky.app/profile/{did}/post/1")
    post = replace(on_blog("", at=f"at://{did}/app.bsky.feed.post/1"), author=author, url=url)
    assert author_key(post) == f"https://bsky.app/profile/{did}"
