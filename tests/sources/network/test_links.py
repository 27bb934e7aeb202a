"""The Link header, as RFC 8288 has it and as servers write it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.sources.network.links import parse

BASE = "https://social.example/api/v1/tags?limit=40"


@pytest.mark.parametrize(
    ("header", "links"),
    [
        ("", {}),
        ('<https://a.example/x>; rel="next"', {"next": "https://a.example/x"}),
        ("<?max_id=9>; rel=next", {"next": "https://social.example/api/v1/tags?max_id=9"}),
        (
            "</a>;rel=Prev , </b> ; REL = next",
            {"prev": "https://social.example/a", "next": "https://social.example/b"},
        ),
        (
            '</a>; rel="alternate  HUB"',
            {"alternate": "https://social.example/a", "hub": "https://social.example/a"},
        ),
        ('</a>; title="a, <b>; rel=x \\" y"; rel=self', {"self": "https://social.example/a"}),
        ("</a>; rel=next, </b>; rel=next", {"next": "https://social.example/a"}),
        ("</a>; rel=next; rel=prev", {"next": "https://social.example/a"}),
        ('</a>; rel=next; anchor="#foot"', {}),
        ("</a>; crossorigin; rel=next", {"next": "https://social.example/a"}),
        ("<javascript:alert(1)>; rel=next", {}),
        ("<http://[::1>; rel=next", {}),
        ("nonsense; rel=next", {}),
        ("</a", {}),
        ("</a>", {}),
        ("</a>; rel=", {}),
        (", ,, </a>; rel=next,", {"next": "https://social.example/a"}),
    ],
)
def test_links_are_found_by_rel(header: str, links: dict[str, str]) -> None:
    assert parse(header, BASE) == links


@given(st.text(alphabet='<>;,="\\ rel/a*', max_size=80))
def test_no_header_breaks_the_reader(header: str) -> None:
    for target in parse(header, BASE).values():
        assert target.startswith("https://")


@pytest.mark.parametrize(
    "part", ["<", "</a>;", '</a>; x="', '</a>; x="\\', ", ", "; ; ", "</a>; a=b "]
)
def test_a_hostile_header_costs_no_time(part: str) -> None:
    began = time.process_time()
    parse(part * (100_000 // len(part)), BASE)
    assert time.process_time() - began < 2
