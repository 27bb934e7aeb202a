"""Bytes as text, whatever was declared."""

from __future__ import annotations

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.sources.syndication.decoding import decode, mend, tidy


@pytest.mark.parametrize("encoding", ["koi8-r", "windows-1251", "shift_jis", "iso-2022-jp"])
def test_what_the_declaration_says_is_believed_unless_it_is_utf_8(encoding: str) -> None:
    word = "事" if "jp" in encoding or "jis" in encoding else "жук"
    text = f'<?xml version="1.0" encoding="{encoding}"?><t>{word}</t>'
    assert decode(text.encode(encoding)) == text
    assert decode(text.encode("utf-8")) == text


def test_http_is_believed_before_the_declaration() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?><t>жук</t>'.encode("koi8-r")
    assert "жук" in decode(body, 'text/xml; charset="KOI8-R"')


def test_latin_1_means_what_browsers_take_it_for() -> None:
    assert decode(b"\x93quoted\x94", "text/xml; charset=iso-8859-1") == "“quoted”"


@pytest.mark.parametrize("name", ["idna", "punycode", "unicode_escape", "zip", "rot13", "nonsense"])
def test_codecs_that_are_no_character_sets_are_not_used(name: str) -> None:
    assert decode(b"caf\xe9 \\u0041", f"text/xml; charset={name}") == "café \\u0041"


@given(st.binary(max_size=200), st.text(max_size=40))
def test_decoding_never_fails(body: bytes, content_type: str) -> None:
    tidy(decode(body, content_type)).encode()


@given(st.text(max_size=200))
def test_tidying_leaves_only_characters_that_xml_allows(text: str) -> None:
    kept = tidy(text).translate({ord(mark): None for mark in "<&"})
    expat.ParserCreate().Parse(f"<t>{kept}</t>".encode(), True)  # noqa: FBT003  # no keyword


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a&#8;b", "ab"),
        ("a&#xD800;b", "a\ufffdb"),
        ("a&#99999999;b", "a\ufffdb"),
        ("a&#150;b", "a–b"),
        ("a&#233;b", "a&#233;b"),
        ("\ufeff \n<?xml version='1.0'?>\n<t/>", "<t/>"),
    ],
)
def test_references_to_what_cannot_be_are_repaired(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        ("&nbsp;&hellip;", "\xa0…"),
        ("AT&T &amp; &lt; &#65;", "AT&amp;T &amp; &lt; &#65;"),
        ("&nonsense;", "&amp;nonsense;"),
        ("<![CDATA[A & B &nbsp;]]> & C", "<![CDATA[A & B &nbsp;]]> &amp; C"),
        ("<![CDATA[never & closed", "<![CDATA[never & closed"),
    ],
)
def test_entities_and_ampersands_are_mended_outside_cdata(raw: str, mended: str) -> None:
    assert mend(raw) == mended
    assert mend(mended) == mended
