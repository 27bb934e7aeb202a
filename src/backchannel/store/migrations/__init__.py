"""The steps by which a store is made, or an older one brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from backchannel.store.connection import Connection
from backchannel.store.migrations.additions import (
    FILED,
    FORGOTTEN,
    FRESH,
    JOINED,
    KEPT_BY_KIND,
    LEASES,
    RENAMED,
    ROLES,
    RULES,
    TAGS,
)
from backchannel.store.migrations.authors import tell_authors_apart
from backchannel.store.migrations.filling import (
    drop_own_links,
    index_anew,
    key_posts,
    name_authors,
)
from backchannel.store.migrations.scripts import (
    COPIES,
    FIFTH,
    FIRST,
    KEEPSAKES,
    NEAR_TAGS,
    OUTGOING,
    SECOND,
    TENDING,
    THIRD,
)

Migration = str | Callable[[Connection], None]

MIGRATIONS: Final[tuple[tuple[Migration, ...], ...]] = (
    (FIRST,),
    (SECOND, name_authors),
    (THIRD,),
    (drop_own_links,),
    (FIFTH, index_anew),
    (NEAR_TAGS,),
    (TENDING,),
    (KEEPSAKES,),
    (OUTGOING,),
    (COPIES, key_posts),
    (LEASES, KEPT_BY_KIND, JOINED, TAGS),
    (ROLES,),
    (RULES,),
    (FORGOTTEN,),
    (FILED,),
    (RENAMED,),
    (FRESH,),
    (tell_authors_apart,),
)
"""The steps to each version, scripts and functions; a published one is never changed."""
