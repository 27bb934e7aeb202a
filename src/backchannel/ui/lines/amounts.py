"""How many, how large and how long, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backchannel.model.post import Copy, StoredPost


def counted(number: int, one: str, several: str = "") -> str:
    """`1 post`, `1,200 posts`; `several` is for what takes no s at its end: `2 replies`."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def reactions(post: StoredPost | Copy) -> list[str]:
    """What readers did with a post, `4 boosts`, `1 like`, in all its places or in one of them."""
    told = (
        (post.boosts, "boost", ""),
        (post.likes, "like", ""),
        (post.replies, "reply", "replies"),
    )
    return [counted(number, one, several) for number, one, several in told if number > 0]


def duration(seconds: float) -> str:
    """`0:42`, `1:02:03`."""
    minutes, rest = divmod(int(min(max(seconds, 0), 1e9)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size(count: int) -> str:
    """Bytes, to two figures or so."""
    if count < 1_000:
        return counted(count, "byte")
    amount, unit = float(count), "kB"
    for unit in ("kB", "MB", "GB", "TB"):  # noqa: B007  # the last one is meant
        amount /= 1_000
        if amount < 999.5:
            break
    return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"
