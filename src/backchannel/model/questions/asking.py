"""Whether a post looks like a question that somebody wants answered. A hint, and no more than that.

Told by its words in English, German, French and Spanish, and by its question mark in others. What
is quoted, what answers itself, what only advertises, and tags such as "isn't it?" ask nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from backchannel.model.post import Kind, Post
from backchannel.model.questions import phrasing as said
from backchannel.model.roles.question import spoken

_MOST: Final = 1_000
"""Characters of a post that are looked at."""


def looks_asked(post: Post) -> bool:
    """Whether somebody may want an answer to it."""
    if post.kind is not Kind.POST or post.cover:
        return False
    text = post.text[:_MOST]
    return _asks(spoken(post)[:_MOST], bool(post.link) or "http" in text)


@lru_cache(maxsize=2_000)  # a post is drawn again when its likes are counted anew
def _asks(text: str, has_link: bool) -> bool:
    text = _own_words(text)
    is_marked = any(mark in text for mark in said.MARKS)
    if not is_marked and not _is_hinted(text):
        return not has_link and _is_question(_last_sentence(text), "", has_link=False)
    if said.LABELLED.made.match(text):
        return True
    if is_marked and has_link and said.PROMISING.made.search(text):
        return False
    if said.INDIRECT.made.search(text) and not said.REPORTED.made.search(text):
        return True
    sentences = [found.strip() for found in said.SENTENCE.made.findall(text) if found.strip()]
    return any(
        _is_question(each, sentences[n + 1] if n + 1 < len(sentences) else "", has_link=has_link)
        for n, each in enumerate(sentences)
    )


def _own_words(text: str) -> str:
    """Without what is quoted and without bare addresses."""
    if any(sign in text for sign in said.QUOTING):
        text = said.QUOTED.made.sub(" ", text)
    if "/" in text or "@" in text:
        text = said.BARE_ADDRESS.made.sub(" ", text)
    return text.strip()


def _is_hinted(text: str) -> bool:
    """Whether a text without a question mark may ask by more than its last sentence."""
    folded = text.casefold()
    return any(hint in folded for hint in said.HINTS)


def _last_sentence(text: str) -> str:
    """Nothing if it has an end: without a question mark it then asks nothing."""
    text = text.rstrip(" …")
    return text[max(text.rfind(end) for end in ".!…;:") + 1 :].strip()


def _is_question(sentence: str, after: str, *, has_link: bool) -> bool:
    end = sentence[len(sentence.rstrip(".!?？؟…;: ")) :]
    is_marked = any(mark in end for mark in said.MARKS)
    is_open = _begins_as_one(sentence)
    if not (is_marked or is_open):
        return False
    count = len(said.WORD.made.findall(sentence))
    if not is_marked:
        is_bare = not (end.strip(" …") or after or has_link or said.EXCLAIMING.made.match(sentence))
        return is_bare and count >= 4
    if "!" in end or said.ANSWERING.made.match(after) or said.ADVERTISING.made.search(sentence):
        return False
    if (
        said.RHETORICAL.made.search(sentence)
        or _is_tag(sentence)
        or said.REPORTED.made.search(sentence)
    ):
        return False
    return count >= (2 if is_open else 3) or bool(said.UNSPACED.made.search(sentence))


def _begins_as_one(sentence: str) -> bool:
    sentence = sentence.lstrip("¿¡ ")
    first = said.FIRST_WORD.made.match(sentence)
    is_likely = first is not None and first[0].casefold() in said.BEGINNINGS
    return is_likely and said.OPENERS.made.match(sentence) is not None


def _is_tag(sentence: str) -> bool:
    """Whether it is a statement with a tag behind it; `Do they?` begins as a question does."""
    found = said.TAGS.made.search(sentence)
    if found is None:
        return False
    before = sentence[: found.start()].strip(" ¿¡,")
    if not before:
        return True
    is_question = _begins_as_one(sentence) or bool(said.AUXILIARY_FIRST.made.match(before))
    return not (is_question and "," not in sentence[max(found.start() - 1, 0) : found.end()])
