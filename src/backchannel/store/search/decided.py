"""What was decided about posts, for filters: which tables say so, and how a row is asked."""

from __future__ import annotations

from typing import Final

from backchannel.model.query.meaning import Decision

HIDDEN: Final = 1
MUTED: Final = 2
COPY: Final = 4
"""What a hiding, a mute, and being shown in the row of another add to `posts.is_hidden`."""

_QUESTIONS: Final = (
    "SELECT q.place FROM questions q LEFT JOIN questions r ON q.merged <> '' AND r.id = q.merged"
)
_IS_ANSWERED: Final = "coalesce(r.state, q.state) = 'answered'"
"""What is merged into a question is answered with it."""

TABLES: Final = {
    Decision.PINNED: "pins",
    Decision.STASHED: "stash",
    Decision.HIDDEN: "hidings",
    Decision.COPY: "copies",
    Decision.QUESTION: "(SELECT place FROM questions WHERE place IS NOT NULL)",
    Decision.ANSWERED: f"({_QUESTIONS} WHERE q.place IS NOT NULL AND {_IS_ANSWERED})",
}
"""Where decisions are kept by place. Mutes are of authors."""

STANDS: Final = {
    Decision.PINNED: "EXISTS (SELECT 1 FROM pins WHERE pins.place = p.place)",
    Decision.STASHED: "EXISTS (SELECT 1 FROM stash WHERE stash.place = p.place)",
    Decision.HIDDEN: f"p.is_hidden & {HIDDEN}",
    Decision.MUTED: f"p.is_hidden & {MUTED}",
    Decision.COPY: f"p.is_hidden & {COPY}",
    Decision.QUESTION: "EXISTS (SELECT 1 FROM questions q WHERE q.place = p.place)",
    Decision.ANSWERED: f"EXISTS ({_QUESTIONS} WHERE q.place = p.place AND {_IS_ANSWERED})",
}
