"""Mastodon's Instance entity, version 2 and version 1."""

from __future__ import annotations

from backchannel.demo.sites.policy import Policy
from backchannel.demo.sites.statuses import Entity

_SINCE_TIMELINES_ACCESS = (4, 5)


def instance_v2(host: str, base: str, policy: Policy) -> Entity:
    """What `/api/v2/instance` answers."""
    configuration = _configuration(host, base)
    found: Entity = {
        "domain": host,
        "title": host,
        "version": policy.version,
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "An invented server",
        "usage": {"users": {"active_month": 75}},
        "thumbnail": {"url": f"https://{host}/preview.png", "description": ""},
        "icon": [{"src": f"https://{host}/icon-48x48.png", "size": "48x48"}],
        "languages": ["en"],
        "configuration": configuration,
        "registrations": {"enabled": False, "approval_required": False, "message": None},
        "contact": {"email": f"hello@{host}", "account": None},
        "rules": [],
    }
    if tuple(int(part) for part in policy.version.split(".")[:2]) >= _SINCE_TIMELINES_ACCESS:
        access = "authenticated" if policy.timelines_need_token else "public"
        configuration["timelines_access"] = {
            feed: {"local": access, "remote": access}
            for feed in ("live_feeds", "hashtag_feeds", "trending_link_feeds")
        }
        found["api_versions"] = {"mastodon": 11}
    return found


def instance_v1(host: str, base: str, policy: Policy) -> Entity:
    """What `/api/v1/instance` answers."""
    return {
        "uri": host,
        "title": host,
        "short_description": "An invented server",
        "description": "",
        "email": f"hello@{host}",
        "version": policy.version,
        "urls": {"streaming_api": _streaming(base)},
        "stats": {"user_count": 75, "status_count": 2000, "domain_count": 9},
        "thumbnail": f"https://{host}/preview.png",
        "languages": ["en"],
        "registrations": False,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": {"statuses": _statuses()},
        "contact_account": None,
        "rules": [],
    }


def _configuration(host: str, base: str) -> Entity:
    return {
        "urls": {
            "streaming": _streaming(base),
            "status": None,
            "about": f"https://{host}/about",
            "privacy_policy": None,
            "terms_of_service": None,
        },
        "vapid": {"public_key": ""},
        "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
        "statuses": _statuses(),
        "media_attachments": {"supported_mime_types": ["image/jpeg", "image/png", "video/mp4"]},
        "polls": {"max_options": 4, "max_characters_per_option": 50},
        "translation": {"enabled": False},
        "limited_federation": False,
    }


def _streaming(base: str) -> str:
    return base.replace("http", "ws", 1)


def _statuses() -> Entity:
    return {
        "max_characters": 500,
        "max_media_attachments": 4,
        "characters_reserved_per_url": 23,
    }
