"""What looks like a question that somebody wants answered."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given
from msgspec.structs import replace

from backchannel.model.post import Author, CleanText, Kind, Post, Span, SpanKind
from backchannel.model.questions.asking import looks_asked
from backchannel.model.roles.question import spoken


def a_post(text: str, kind: Kind = Kind.POST) -> Post:
    return Post("1", kind, Author(CleanText("A"), CleanText("")), CleanText(""), CleanText(text))


@pytest.mark.parametrize(
    "text",
    [
        "Who pays for the buses when the pilot ends?",
        "Is anyone measuring outcomes, not outputs?",
        "how do we measure outcomes in a small town",
        "I wonder whether this works in Wales",
        "Question for the panel: and then",
        "Wer zahlt das nach der Förderung?",
        "Mich würde interessieren, wie das geht",
        "Qui paie les bus ensuite ?",
        "¿Quién paga los autobuses cuando acabe la prueba?",
        "Slides?",
        "Und der Ton?",
        "Le mot de passe du wifi ?",
        "¿Y los subtítulos?",
        "谁来付钱？",
        "Кто за это заплатит?",
    ],
)
def test_it_asks(text: str) -> None:
    assert looks_asked(a_post(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "Great talk, isn't it?",
        "Really?",
        "Why? Because we can.",
        'She was asked "who pays?" and laughed',
        "Want to know more? Read our blog https://blog.example/a",
        "https://data.example/search?q=who",
        "see data.example/search?q=who+pays&why=1",
        "How is this acceptable?!",
        "Toller Vortrag, oder?",
        "Superbe, n'est-ce pas ?",
        "Gran ponencia, ¿verdad?",
        "What a morning",
        "Up next in hall A: can cities be sponges?",
        "RT @ada: how long did the pilot run before you trusted it?",
        "How many consultants change a light bulb? Depends.",
        "Sound good?",
        "Folien? Braucht sie nicht.",
        "Salle comble ?",
        "¿Otro enlace?",
        "Slides? https://slides.example/1",
        "Is there a day on which it does not rain? Welcome to Bristol!",
    ],
)
def test_it_asks_nothing(text: str) -> None:
    assert not looks_asked(a_post(text))


def test_in_other_languages_the_question_mark_says_it() -> None:
    dutch = a_post("Wanneer vertrekt de laatste bus?")
    assert looks_asked(replace(dutch, language="nl"))
    assert not looks_asked(replace(dutch, text=CleanText("Echt?"), language="nl"))


def test_other_kinds_and_covered_words_are_not_looked_at() -> None:
    assert not looks_asked(a_post("Who pays?", Kind.ARTICLE))
    assert not looks_asked(replace(a_post("Who pays?"), warning=CleanText("money")))


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    looks_asked(a_post(text))


def test_a_question_is_read_without_links_mentions_before_it_and_tags_after_it() -> None:
    text = "@ada #ideaperf Does #open data help @ben? https://x.example/?a=1 #ideaperf #go"
    spans = tuple(
        Span(text.index(part, at), text.index(part, at) + len(part), kind, target)
        for part, at, kind, target in (
            ("@ada", 0, SpanKind.MENTION, ""),
            ("#ideaperf", 0, SpanKind.HASHTAG, "ideaperf"),
            ("#open", 0, SpanKind.HASHTAG, "open"),
            ("@ben", 0, SpanKind.MENTION, ""),
            ("https://x.example/?a=1", 0, SpanKind.LINK, "https://x.example/?a=1"),
            ("#ideaperf", 20, SpanKind.HASHTAG, "ideaperf"),
            ("#go", 0, SpanKind.HASHTAG, "go"),
        )
    )
    post = replace(a_post(text), spans=spans)
    assert spoken(post, ("ideaperf",)) == "Does open data help @ben?"
