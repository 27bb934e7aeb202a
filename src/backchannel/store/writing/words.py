"""Whose words count of a post that several sources give: the author's own place is believed."""

from __future__ import annotations

from collections.abc import Sequence

from backchannel.clean import urls
from backchannel.decoding import decoded
from backchannel.model.post import Post
from backchannel.model.sameness import merged
from backchannel.model.source import SourceSpec
from backchannel.store.connection import Connection


def brought_up_to_date(
    db: Connection, source: SourceSpec, old: Post, sources: Sequence[str], new: Post
) -> Post:
    """What is kept of a post that `sources` gave, in this order, when this source gives it again.

    A feed that carries pages of other sites, as a planet does, may name them with a date of its
    own, and shorten them. So it is not heard where a source of the page's own site gave it, and
    what it said before is replaced by what that one says first.
    """
    given = sources if source.name in sources else (*sources, source.name)
    if len(given) == 1:
        return merged(old, new, is_first=True, is_alone=True)
    own = _own(db, source, given, old.url)
    is_first = (own or given)[0] == source.name
    is_heard = None
    if own and source.name not in own:
        is_heard = False
    elif is_first and source.name not in sources:
        is_heard = True
    return merged(old, new, is_first=is_first, is_alone=False, is_heard=is_heard)


def _own(
    db: Connection, source: SourceSpec, given: Sequence[str], page: str | None
) -> Sequence[str]:
    """Those of them that may speak for the author; all for whom nothing says otherwise."""
    site = _site(page or "")
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
