"""Whether a post looks like a question that somebody wants answered. A hint, and no more than that.

Told by its words in English, German, French and Spanish, and by its question mark in others. What
is quoted asks nothing; of the rest, the signs are weighed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from backchannel.model.post import Kind, Post
from backchannel.model.questions import phrasing as said
from backchannel.model.questions.weighing import ENOUGH, Sentence, names_alone, weight
from backchannel.model.roles.question import spoken

_MOST: Final = 1_000
"""Characters of a post that are looked at."""

_FEW: Final = 2
_FEWEST: Final = 4
"""Words that a question has at least when no mark says that it is one."""


def looks_asked(post: Post) -> bool:
    """Whether somebody may want an answer to it."""
    if post.kind is not Kind.POST or post.cover:
        return False
    text = post.text[:_MOST]
    return _asks(
        spoken(post)[:_MOST],
        bool(post.link) or "http" in text,
        bool(post.reply_to) or text.startswith("@"),
        post.language[:2].casefold(),
    )


@lru_cache(maxsize=2_000)  # a post is drawn again when its likes are counted anew
def _asks(text: str, has_link: bool, is_reply: bool, language: str) -> bool:
    found = tuple(candidates(text, has_link=has_link, is_reply=is_reply))
    if not found:
        return False
    if said.LABELLED.made.match(text):
        return True
    if (language and language not in said.READ) or said.OTHER_SCRIPT.made.search(text):
        return any(map(_is_long_enough, found))
    return any(weight(each) > ENOUGH or names_alone(each) for each in found)


def _is_long_enough(sentence: Sentence) -> bool:
    """Whether words that are not known here are more than an exclamation."""
    words = sentence.words
    is_unspaced = said.UNSPACED.made.search(words) is not None
    return is_unspaced or len(said.WORD.made.findall(words)) > _FEW


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


def candidates(text: str, *, has_link: bool, is_reply: bool) -> Iterator[Sentence]:
    """The sentences that may ask: with a question mark, put indirectly, or begun as questions are.

    Without a mark only the last one is taken for how it begins, and only when it has no end.
    """
    text = _own_words(text)
    is_telling = any(mark in text for mark in said.MARKS) or _is_hinted(text)
    if not is_telling and (has_link or not _begins_as_one(_last_sentence(text))):
        return
    if said.REPEATED.made.match(text):
        return
    found = [each for each in said.SENTENCE.made.findall(text) if said.WORD.made.search(each)]
    last = len(found) - 1
    is_labelled = said.LABELLED.made.match(text) is not None
    for n, words in enumerate(found):
        is_open = n == last and (is_labelled or (not has_link and _is_bare(words)))
        if is_open or _is_marked(words) or said.INDIRECT.made.search(words):
            before, after = "".join(found[:n]), "".join(found[n + 1 :])
            yield Sentence(words.strip(), text, before, after, has_link, is_reply)


def _is_marked(words: str) -> bool:
    end = words[len(words.rstrip(".!?？؟…;: ")) :]
    return any(mark in end for mark in said.MARKS) and "!" not in end and not _is_tag(words)


def _is_bare(words: str) -> bool:
    has_end = words.rstrip(" …")[-1:] in ".!?;:"
    is_likely = not has_end and len(said.WORD.made.findall(words)) >= _FEWEST
    return is_likely and _begins_as_one(words) and not said.EXCLAIMING.made.match(words.strip())


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
