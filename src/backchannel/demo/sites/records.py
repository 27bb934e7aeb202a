"""Posts and people as Bluesky's records and views have them.

After the lexicons `app.bsky.feed.post`, `app.bsky.richtext.facet` and `app.bsky.embed.images`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from backchannel.demo.sites.shelf import Entry
from backchannel.demo.story.happening import Picture
from backchannel.demo.story.networks import handle_of
from backchannel.demo.story.people import Person

Entity = dict[str, Any]  # a JSON object on its way out

_MARKED = re.compile(r"(?P<link>https://[^\s<>\"]+)|(?<![\w/&])#(?P<tag>\w+)")


def did(person: Person) -> str:
    """Who it is, whatever they are called."""
    return f"did:plc:{person.user.replace('_', '')}{person.number}"


def uri(entry: Entry) -> str:
    """A post's name on the network."""
    return f"at://{did(entry.piece.author)}/app.bsky.feed.post/{entry.id}"


def profile(person: Person) -> Entity:
    """An account as strangers see it."""
    handle = handle_of(person)
    avatar = f"https://{handle}/avatar.jpg"
    return {"did": did(person), "handle": handle, "displayName": person.name, "avatar": avatar}


def record(entry: Entry, parent: Entry | None) -> Entity:
    """A post as its author's client wrote it."""
    piece = entry.piece
    written: Entity = {
        "$type": "app.bsky.feed.post",
        "text": piece.text,
        "createdAt": entry.written.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "langs": [piece.language],
    }
    if facets := list(_facets(piece.text)):
        written["facets"] = facets
    if parent is not None:
        named = {"uri": uri(parent), "cid": f"bafyrei{parent.id}"}
        written["reply"] = {"root": named, "parent": named}
    if piece.pictures:
        images = [_image(picture) for picture in piece.pictures]
        written["embed"] = {"$type": "app.bsky.embed.images", "images": images}
    return written


def _facets(text: str) -> Iterator[Entity]:
    """What in a text is a link or a hashtag, in bytes of its UTF-8."""
    for found in _MARKED.finditer(text):
        start = len(text[: found.start()].encode())
        kind, feature = ("link", {"uri": found["link"]}) if found["link"] else (
            "tag", {"tag": found["tag"]}
        )  # fmt: skip
        yield {
            "index": {"byteStart": start, "byteEnd": start + len(found[0].encode())},
            "features": [{"$type": f"app.bsky.richtext.facet#{kind}", **feature}],
        }


def _image(picture: Picture) -> Entity:
    blob = {"$type": "blob", "ref": {"$link": f"bafkrei{picture.name.replace('-', '')}"}}
    return {
        "alt": picture.alt,
        "image": {**blob, "mimeType": "image/jpeg", "size": 200_000},
        "aspectRatio": {"width": picture.width, "height": picture.height},
    }
