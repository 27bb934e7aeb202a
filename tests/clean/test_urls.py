from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import HOSTILE

from backchannel.clean.terminal import is_clean
from backchannel.clean.urls import LONGEST, canonical, host, identity, shown

PIECES = (
    *("http", "https", ":", "/", "//", "\\", "@", "?", "#", "%", "%2f", "%zz", "%7E", ".", ".."),
    *(
        "a",
        "example",
        ".example",
        "bücher",
        "xn--",
        "xn--bcher-kva",
        "аррӏе",
        "faß",
        "日本",
        "[::1]",
    ),
    *("[", "]", ":80", ":443", ":99999", "127.0.0.1", "0x7f", "&utm_source=x", "a=b", " ", "\t"),
    *("\n", "\x1b", "\u202e", "\ud800", "。", "\u200d", "❤", "-", "_", ";", "|", "fe80::1%25eth0"),
)
addresses = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map(lambda bits: "https://" + "".join(bits)),
    st.sampled_from(HOSTILE).map(lambda text: "https://a.example/" + text),
)


@given(addresses, addresses)
def test_an_address_has_one_spelling_whatever_it_was(raw: str, base: str) -> None:
    url = canonical(raw, base)
    if url is not None:
        assert canonical(url) == url
        assert url.isascii()
        assert url.isprintable()
        assert " " not in url
        assert len(url) <= LONGEST
        assert host(url)


@given(addresses)
def test_the_identity_of_an_address_is_its_own_identity(raw: str) -> None:
    same = identity(raw)
    assert identity(same) == same
    if url := canonical(raw):
        assert identity(url) == same


@given(addresses, st.integers(0, 60))
def test_what_is_shown_of_an_address_is_clean_and_fits(raw: str, limit: int) -> None:
    text = shown(raw, limit)
    assert len(text) <= limit
    assert is_clean(text)
    assert is_clean(host(raw))


@pytest.mark.parametrize(
    ("raw", "spelling"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        (" https://a.example/\n", "https://a.example/"),
        ("https://a.ex\nample/\tb", "https://a.example/b"),
        ("https:\\\\a.example\\b?c\\d", "https://a.example/b?c%5Cd"),
        ("https://a.example/%7euser/%c3%a9", "https://a.example/~user/%C3%A9"),
        ("https://a.example/é?q=ü b", "https://a.example/%C3%A9?q=%C3%BC%20b"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/a/./b/../c", "https://a.example/a/c"),
        ("https://a.example/%2e%2e/c", "https://a.example/c"),
        ("https://a.example#part", "https://a.example/#part"),
        ("https://a.example./", "https://a.example/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://BÜCHER。example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://i❤.example/", "https://xn--i-7iq.example/"),
        ("http://[2001:DB8::0:1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://192.0.2.1/", "http://192.0.2.1/"),
        ("http://localhost:3000/tags/x", "http://localhost:3000/tags/x"),
    ],
)
def test_spellings_of_the_same_address(raw: str, spelling: str) -> None:
    assert canonical(raw) == spelling


@pytest.mark.parametrize(
    "raw",
    [
        *("", "a.example", "/a", "//a.example/b", "https://", "https:///", "https://?q"),
        *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.example/"),
        *("mailto:ana@a.example", "java\nscript:alert(1)", "https//a.example", "https:a.example"),
        *("https://ana@a.example/", "https://ana:secret@a.example/", "https://a.example@b.example"),
        *("http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/"),
        *("http://256.0.0.1/", "http://1.2.3.4.5/", "http://[::1", "http://[fe80::1%25eth0]/"),
        *("https://a..example/", "https://a.example:99999/", "https://a.example:x/"),
        *("https://a\u202eb.example/", "https://a b.example/", "https://a%00.example/"),
        *("https://a\u200db.example/", "https://a／b.example/", "https://a.example%2f@b.example/"),
        *("https://" + "a" * 64 + ".example/", "https://a.example/" + "a" * 2_048),
        "https://" + ".".join(["a" * 60] * 5) + "/",
    ],
)
def test_what_may_not_be_opened_has_no_spelling(raw: str) -> None:
    assert canonical(raw) is None


@pytest.mark.parametrize(
    ("raw", "spelling"),
    [
        ("b", "https://a.example/x/b"),
        ("../b?c", "https://a.example/b?c"),
        ("/b", "https://a.example/b"),
        ("//b.example/c", "https://b.example/c"),
        ("?q=1", "https://a.example/x/y?q=1"),
        ("http://b.example", "http://b.example/"),
    ],
)
def test_a_relative_address_starts_at_its_page(raw: str, spelling: str) -> None:
    assert canonical(raw, "https://a.example/x/y") == spelling


@pytest.mark.parametrize("raw", ["javascript:alert(1)", "mailto:a@b.example", "http:b"])
def test_a_page_does_not_make_another_scheme_an_address(raw: str) -> None:
    assert canonical(raw, "https://a.example/") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/b", "https://a.example/b/"),
        ("https://a.example/b?utm_source=x&c=1&fbclid=2", "https://a.example/b?c=1"),
        ("https://a.example/b#part", "https://a.example/b"),
        ("http://A.example:80", "https://a.example:443/"),
    ],
)
def test_addresses_of_the_same_page_are_the_same(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/b?ref=main", "https://a.example/b"),
        ("https://a.example/#/room/1", "https://a.example/#/room/2"),
        ("https://www.a.example/", "https://a.example/"),
        ("https://a.example:8443/", "https://a.example/"),
        ("https://a.example/B", "https://a.example/b"),
    ],
)
def test_addresses_of_different_pages_stay_different(one: str, other: str) -> None:
    assert identity(one) != identity(other)


def test_what_is_no_address_is_its_own_identity() -> None:
    assert identity("at://did:example:ana/post/1") == "at://did:example:ana/post/1"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example:8443/b", "a.example"),
        ("https://xn--bcher-kva.example/", "bücher.example"),
        ("https://日本語.example/", "日本語.example"),
        ("https://кириллица.example/", "кириллица.example"),
        ("https://аррӏе.example/", "xn--80ak6aa92e.example"),  # all Cyrillic, looks Latin
        ("https://аpple.example/", "xn--pple-43d.example"),  # one Cyrillic letter among Latin ones
        ("https://i❤.example/", "xn--i-7iq.example"),
        ("https://aノb.example/", "xn--ab-8j4a.example"),
        ("https://שלום.example/", "xn--9dbne9b.example"),
        ("https://xn--9999999999.example/", "xn--9999999999.example"),
        ("mailto:ana@a.example", ""),
    ],
)
def test_a_host_is_shown_in_its_script_only_if_it_cannot_deceive(url: str, name: str) -> None:
    assert host(url) == name


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://a.example/", "a.example"),
        ("https://a.example/b/?c=1#d", "a.example/b?c=1"),
        ("https://a.example/%C3%A9t%C3%A9%20x", "a.example/été%20x"),
        ("https://a.example/%E2%80%AEx", "a.example/%E2%80%AEx"),
        ("https://a.example/%D7%A9", "a.example/%D7%A9"),
        ("https://a.example/" + "b" * 60, "a.example/" + "b" * 29 + "…"),
        ("https://bank.example." + "a" * 40 + ".evil.example/", "…" + "a" * 26 + ".evil.example"),
    ],
)
def test_an_address_is_shown_short_with_its_real_host(url: str, text: str) -> None:
    assert shown(url) == text
