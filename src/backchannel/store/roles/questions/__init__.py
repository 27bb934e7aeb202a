"""Questions: asked, merged, put in order, taken up, answered."""

from backchannel.store.roles.questions.asking import (
    WORDS_LIMIT,
    ask,
    ask_for,
    merge,
    reword,
    split,
    take_out,
    unask,
)
from backchannel.store.roles.questions.order import (
    answer,
    answer_and_next,
    back,
    carry_over,
    leave,
    move,
    park,
    reopen,
    take_next,
    take_up,
)
from backchannel.store.roles.questions.rows import (
    find,
    open_in,
    question_of,
    questions,
    queue,
)

__all__ = [
    "WORDS_LIMIT",
    "answer",
    "answer_and_next",
    "ask",
    "ask_for",
    "back",
    "carry_over",
    "find",
    "leave",
    "merge",
    "move",
    "open_in",
    "park",
    "question_of",
    "questions",
    "queue",
    "reopen",
    "reword",
    "split",
    "take_next",
    "take_out",
    "take_up",
    "unask",
]
