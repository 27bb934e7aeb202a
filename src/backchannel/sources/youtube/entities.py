"""What YouTube's Data API answers, as far as a live chat is concerned; anything may be missing.

The public document is https://developers.google.com/youtube/v3/live/docs/liveChatMessages.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from backchannel.model.post import Draft, DraftAuthor


class Live(Struct, frozen=True, rename="camel"):
    """The live side of a video."""

    active_live_chat_id: str = ""
    actual_end_time: str | None = None


class Video(Struct, frozen=True, rename="camel"):
    """A video; `live_streaming_details` only if it is, was or will be live."""

    live_streaming_details: Live = Live()


class Videos(Struct, frozen=True):
    """The answer to a question for one video."""

    items: tuple[Video, ...] = ()


class Details(Struct, frozen=True, rename="camel"):
    """What is special to one type of message; each has some of these."""

    message_text: str = ""
    user_comment: str = ""
    deleted_message_id: str = ""


class Banned(Struct, frozen=True, rename="camel"):
    """Somebody who was put out."""

    channel_id: str = ""


class Ban(Struct, frozen=True, rename="camel"):
    """That somebody was put out."""

    banned_user_details: Banned = Banned()


class Snippet(Struct, frozen=True, rename="camel"):
    """The message itself."""

    type: str = ""
    author_channel_id: str = ""
    published_at: str = ""
    text_message_details: Details = Details()
    super_chat_details: Details = Details()
    member_milestone_chat_details: Details = Details()
    message_deleted_details: Details = Details()
    user_banned_details: Ban = Ban()

    @property
    def words(self) -> str:
        """What a person wrote; empty for what YouTube says about it."""
        return (
            self.text_message_details.message_text
            or self.super_chat_details.user_comment
            or self.member_milestone_chat_details.user_comment
        )


class Writer(Struct, frozen=True, rename="camel"):
    """Who wrote it."""

    channel_id: str = ""
    channel_url: str = ""
    display_name: str = ""


class Item(Struct, frozen=True, rename="camel"):
    """One message, or something that happened in the chat."""

    id: str = ""
    snippet: Snippet = Snippet()
    author_details: Writer = Writer()

    def draft(self) -> Draft:
        """The post that it is."""
        return Draft(
            self.id,
            author=DraftAuthor(
                self.author_details.display_name, url=self.author_details.channel_url
            ),
            content=self.snippet.words,
            content_is_html=False,
            published=_moment(self.snippet.published_at),
        )


class Page(Struct, frozen=True, rename="camel"):
    """Messages since the last page, oldest first. `offline_at` says that the live is over."""

    items: tuple[Item, ...] = ()
    next_page_token: str = ""
    polling_interval_millis: float = 0.0
    offline_at: str | None = None

    @property
    def has_ended(self) -> bool:
        """Whether nothing will come any more."""
        return bool(self.offline_at) or any(
            item.snippet.type == "chatEndedEvent" for item in self.items
        )


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None
