"""The people of the event are known by their accounts, however these are written."""

import pytest
from msgspec.structs import replace
from tests.filters import a_post

from backchannel.model.post import Author, CleanText, Url
from backchannel.model.programme import Person
from backchannel.model.roles.people import person_of
from backchannel.model.sameness.accounts import named

ADA = Person(
    "Ada Example",
    "speaker",
    ("@Ada@social.example", "https://bsky.app/profile/ada.bsky.example", "did:plc:ada234"),
)
BO = Person("Bo Example", "chair")


def who(name: str, handle: str, url: str = "") -> str:
    author = Author(CleanText(name), CleanText(handle), url=Url(url) if url else None)
    found = person_of(replace(a_post().post, author=author), (BO, ADA))
    return found.name if found else ""


@pytest.mark.parametrize(
    ("handle", "url"),
    [
        ("@ada@social.example", ""),
        ("@ADA@social.EXAMPLE", ""),
        ("ada@social.example", ""),
        ("@ada.bsky.example", ""),
        ("ada.bsky.example", ""),
        ("@new.bsky.example", "https://bsky.app/profile/did:plc:ada234"),
        ("", "https://bsky.app/profile/did:plc:ada234"),
        ("@ada.bsky.example@bsky.brid.gy", ""),
        ("", "https://social.example/@ada"),
    ],
)
def test_an_account_is_known_wherever_it_posts(handle: str, url: str) -> None:
    assert who("A.", handle, url) == "Ada Example"


@pytest.mark.parametrize("handle", ["@ada@other.example", "@nada@social.example", "", "@ada"])
def test_a_name_alone_is_nobody(handle: str) -> None:
    assert who("Ada Example", handle) == ""
    assert who("Bo Example", "@bo@social.example") == ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("@Ada@Social.example", "ada@social.example"),
        ("https://social.example/@ada", "ada@social.example"),
        ("https://social.example/users/ada/", "ada@social.example"),
        ("https://bsky.app/profile/ada.bsky.example", "ada.bsky.example"),
        (" ada.bsky.example ", "ada.bsky.example"),
    ],
)
def test_accounts_are_written_in_many_ways(written: str, meant: str) -> None:
    assert named(written) == meant
