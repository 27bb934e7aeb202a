"""What may be on the projector: pinned, in sight, not sensitive, and as it was when approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from backchannel.decoding import decoder
from backchannel.model.post import Post, StoredPost
from backchannel.store.connection import Connection
from backchannel.store.held.muted import muted, stamps_of

_decode = decoder(Post)

_PART: Final = 500

EDITED: Final = "edited since it was pinned"
"""Its words are others than those that somebody approved; put on air by hand it is approved."""

_EDITED: Final = (
    "SELECT p.place FROM pins p LEFT JOIN aired a ON a.place = p.place WHERE p.place IN ({}) "
    "AND EXISTS (SELECT 1 FROM (SELECT place, seen_at AS at FROM revisions "
    "UNION ALL SELECT place, at FROM withdrawn) r WHERE r.place = p.place "
    "AND r.at > max(p.at, coalesce(a.taken, 0)))"
)

_SIGHT: Final = "SELECT place FROM posts WHERE place IN ({}) AND is_hidden <> 0"
_COPIES: Final = (
    "SELECT c.kept, c.place, q.number, q.version, q.is_hidden & 3, q.gone_at IS NOT NULL, q.body "
    "FROM copies c JOIN posts q ON q.place = c.place WHERE c.kept IN ({})"
)


def unfit(db: Connection, post: StoredPost) -> str:
    """Why a post cannot be on the projector, in a few words; nothing if it can."""
    return unfit_of(db, [post]).get(post.place, "")


def unfit_of(db: Connection, posts: Iterable[StoredPost]) -> Mapping[int, str]:
    """The same of many, by their places; those that can be are left out."""
    wanted = list(posts)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _PART):
        found |= _unfit_of(db, wanted[start : start + _PART])
    return found


def _unfit_of(db: Connection, posts: list[StoredPost]) -> Mapping[int, str]:
    places = tuple(post.place for post in posts)
    marks = ", ".join("?" * len(places))
    out_of_sight = {place for (place,) in db.execute(_SIGHT.format(marks), places)}
    edited = {place for (place,) in db.execute(_EDITED.format(marks), places)}
    copies = _unfit_copies(db, places, marks)
    told = ((post.place, _of_itself(post) or copies.get(post.place, "")) for post in posts)
    known = {post.place: post for post in posts}
    found = dict.fromkeys(muted(db, stamps_of(known), known), "a rule mutes it")
    found |= {place: why for place, why in told if why}
    # Whatever else takes a post out of sight, now or in a later version, does so here, too.
    found = dict.fromkeys(out_of_sight, "out of sight") | found
    return dict.fromkeys(edited, EDITED) | found


def _of_itself(post: StoredPost) -> str:
    if post.is_gone:
        return "deleted by its author"
    if post.is_hidden:
        return "hidden"
    if post.is_muted:
        return "its author is muted"
    if post.is_copy:
        return "shown in the row of another post"
    if not post.is_pinned:
        return "not pinned"
    return _sensitive(post.post)


def _sensitive(post: Post) -> str:
    cover = post.cover
    return cover if cover in {"", "sensitive"} else f"sensitive, {cover}"


def _unfit_copies(db: Connection, places: tuple[int, ...], marks: str) -> dict[int, str]:
    """Why what says the same elsewhere keeps a post away, by the place of that post."""
    rows = list(db.execute(_COPIES.format(marks), places))
    out = muted(db, {place: (number, version) for _, place, number, version, *_ in rows})
    found: dict[int, str] = {}
    for kept, place, _, _, hidden, is_gone, body in rows:
        is_muted = place in out
        if why := _unfit_copy(hidden, _decode(body), is_gone=bool(is_gone), is_muted=is_muted):
            found[kept] = why
    return found


def _unfit_copy(hidden: int, post: Post, *, is_gone: bool, is_muted: bool) -> str:
    """What says the same elsewhere and is out of sight there: whoever did that meant the words."""
    if is_gone:
        return "deleted by its author elsewhere"
    if hidden & 1:
        return "hidden where it says the same"
    if hidden:
        return "its author is muted elsewhere"
    if is_muted:
        return "a rule mutes it where it says the same"
    return "sensitive where it says the same" if post.cover else ""
