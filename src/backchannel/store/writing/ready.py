"""What the rows of a post hold, worked out before the store is asked; also in another process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.model.programme import Person
from backchannel.model.sameness import identities
from backchannel.model.sameness.accounts import maybe
from backchannel.model.who import author_key, server_of
from backchannel.store import search
from backchannel.store.copies import keys

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = decoder(Post)


class Ready(Struct, frozen=True):
    """A post of one source as it is stored if nobody knows it: everything but its place.

    `body` is the post without its `aliases`; `signs` are by what its copies are found.
    """

    names: tuple[str, ...]
    aliases: tuple[str, ...]
    body: bytes
    author: str
    server: str
    words: search.Words
    signs: keys.Signs | None

    def keyed(self, place: int, people: Sequence[Person]) -> keys.Keyed | None:
        """The keys by which copies of it are found, once it stands there."""
        if self.signs is None:
            return None
        if not maybe(self.signs.known, people):
            return self.signs.at(place)
        return keys.keyed([(place, self.post())], people)[0]

    def post(self) -> Post:
        """The post itself."""
        return replace(_decode(self.body), aliases=self.aliases)


def ready(post: Post, source: str) -> Ready:
    """A post that the source of this name was the first to give."""
    return Ready(
        names=identities(post),
        aliases=post.aliases,
        body=_encode(replace(post, aliases=())),
        author=author_key(post),
        server=server_of(post.author),
        words=search.words_of(post, (source,)),
        signs=keys.signs_of(post),
    )
