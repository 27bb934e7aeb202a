"""Whose words count of a post that several sources give: the author's own place is believed."""

from __future__ import annotations

from collections.abc import Sequence

from backchannel.clean import urls
from backchannel.decoding import decoded
from backchannel.model.post import Post
from backchannel.model.sameness import id_within, merged
from backchannel.model.source import SourceSpec
from backchannel.store.connection import Connection


def brought_up_to_date(
    db: Connection, source: SourceSpec, old: Post, sources: Sequence[str], new: Post
) -> tuple[Post, tuple[str, ...]]:
    """What is kept of a post that `sources` gave, in this order, when this source gives it again.

    With it those that gave it until now; the one whose words count is the first of them.

    A feed that carries pages of other sites, as a planet does, may name them with a date of its
    own, and shorten them. So it is not heard where a source of the page's own site gave it, and
    what it said before is replaced by what that one says first. Nor is anybody heard beside the
    source that alone has a name for the post: what gave it before was that place by another name.
    """
    given = tuple(sources) if source.name in sources else (*sources, source.name)
    if len(given) == 1:
        return merged(old, new, is_first=True, is_alone=True), given
    own = _speakers(db, source, given, old)
    first = (own or given)[0]
    is_first = first == source.name
    is_heard = None
    if own and source.name not in own:
        is_heard = False
    elif is_first and source.name not in sources:
        is_heard = True
    kept = merged(old, new, is_first=is_first, is_alone=False, is_heard=is_heard)
    return kept, (first, *(each for each in given if each != first))


def _speakers(
    db: Connection, source: SourceSpec, given: Sequence[str], post: Post
) -> Sequence[str]:
    """Those of them that may speak for the author; all for whom nothing says otherwise."""
    if post.id.startswith(id_within(source.name, "")):
        return (source.name,)
    site = _site(post.url or "")
    if not site:
        return given
    marks = ", ".join("?" * len(given))
    found = db.execute(
        f"SELECT name, spec FROM parted_sources WHERE name IN ({marks}) UNION ALL "
        f"SELECT name, spec FROM sources WHERE name IN ({marks})",
        (*given, *given),
    )
    specs = {name: decoded(spec, SourceSpec) for name, spec in found} | {source.name: source}
    return [name for name in given if name not in specs or not _is_foreign(specs[name], site)]


def _is_foreign(spec: SourceSpec, site: str) -> bool:
    """Whether it is one document of another site; a server says what was published there."""
    own = _site(str(spec.options.get("url") or ""))
    return (
        bool(own) and own != site and not own.endswith(f".{site}") and not site.endswith(f".{own}")
    )


def _site(address: str) -> str:
    written = address if "://" in address or not address else f"https://{address}"
    return urls.real_host(written).removeprefix("www.")
