"""Which elements are read, which are passed over, and which make a document unusual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Final

from backchannel.sources.syndication.plain import parts, wording
from backchannel.sources.syndication.plain.names import Unusual
from backchannel.sources.syndication.plain.scope import Ending, Said, Scope

Begin = Callable[[Scope, Said], Ending | None]

ENTRIES: Final = frozenset({"item", "entry"})

PERSON: Final = frozenset({"name", "uri", "url", "email"})

OWNER: Final = frozenset({"itunes_name", "itunes_email"})

INSIDE: Final[Mapping[str, frozenset[str]]] = {
    "image": frozenset({"url", "title", "link", "width", "height", "description"}),
    "skiphours": frozenset({"hour"}),
    "skipdays": frozenset({"day"}),
    "items": frozenset({"rdf_seq"}),
    "rdf_seq": frozenset({"rdf_li"}),
    "itunes_category": frozenset({"itunes_category"}),
    "contributor": PERSON,
    "textinput": frozenset({"title", "link", "description", "name"}),
}
"""Elements that say nothing of interest, and which others may be in them."""

_OF_ENTRIES: Final = frozenset(
    {"comments", "contributor", "copyright", "docs", "rights", "subtitle"}
)
_OF_FEEDS: Final = _OF_ENTRIES | {
    *("category", "cloud", "icon", "image", "items", "itunes_category"),
    *("lastbuilddate", "logo", "pubdate", "published", "rating", "skipdays", "skiphours"),
    *("tagline", "textinput", "updated", "webmaster"),
}
RESETTING: Final = frozenset({"image", "textinput"})
"""After which feedparser takes another title for the feed's."""

_NOT_IN_ENTRIES: Final = frozenset({"itunes_category", "rdf_li", "rdf_seq"})
_OF_WHOM: Final = frozenset({"itunes_owner", "itunes_name", "itunes_email", "georss_where"})
_UNUSUAL: Final = _NOT_IN_ENTRIES | _OF_WHOM
_UNUSUAL_PLACES: Final = frozenset({"xhtml", "rdf", "content", "xml", "gml", "psc"})
_TEXTS_OF_FEEDS: Final = ("ttl", "sy_updateperiod", "sy_updatefrequency")
_DERIVED: Final = ("_detail", "_parsed")
"""How fields end that feedparser makes of others."""


_PUBLISHED: Final = partial(parts.date, key="published")
_UPDATED: Final = partial(parts.date, key="updated")
_CREATED: Final = partial(parts.date, key="created")

OF_FEED: Final[Mapping[str, Begin]] = {
    "title": wording.title,
    "dc_title": wording.title,
    "link": parts.link,
    "id": parts.identity,
    "language": parts.spoken,
    "dc_language": parts.spoken,
    "generator": parts.generator,
    **{key: partial(parts.text, key=key) for key in _TEXTS_OF_FEEDS},
    "itunes_summary": wording.about,
    "description": wording.subtitle,
    "dc_description": wording.subtitle,
    **dict.fromkeys(("author", "managingeditor", "dc_creator", "itunes_author"), parts.person),
}
"""What is read of a feed."""

OF_ENTRY: Final[Mapping[str, Begin]] = {
    "title": wording.title,
    "dc_title": wording.title,
    "link": parts.link,
    "id": parts.identity,
    "guid": parts.identity,
    "description": wording.description,
    "dc_description": wording.description,
    "summary": wording.summary,
    "itunes_summary": wording.summary,
    "content_encoded": wording.encoded,
    "content": wording.content,
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), _PUBLISHED),
    **dict.fromkeys(("updated", "modified", "dc_date", "dcterms_modified"), _UPDATED),
    **dict.fromkeys(("created", "dcterms_created"), _CREATED),
    **dict.fromkeys(("category", "dc_subject", "keywords"), parts.tag),
    "itunes_keywords": parts.keywords,
    "itunes_explicit": parts.explicit,
    "itunes_duration": partial(parts.text, key="itunes_duration"),
    "enclosure": parts.enclosure,
    "source": parts.source,
    **dict.fromkeys(("author", "dc_creator", "itunes_author"), parts.person),
}
"""What is read of an entry."""


@lru_cache(maxsize=500)  # every entry has the same few
def check_passed_over(key: str, *, is_entry: bool) -> None:
    """Raise Unusual unless an element that is not read changes nothing that is."""
    place, mark, _ = key.partition("_")
    if not mark:
        is_known = key in (_OF_ENTRIES if is_entry else _OF_FEEDS)
    elif is_entry:
        is_known = key not in _UNUSUAL and place not in _UNUSUAL_PLACES
    else:
        is_known = key in _OF_FEEDS or (key not in _UNUSUAL and place not in _UNUSUAL_PLACES)
    if not is_known or key.endswith(_DERIVED):
        raise Unusual
