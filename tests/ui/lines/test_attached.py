from __future__ import annotations

from backchannel.model.post import CleanText, Media, MediaKind, Url
from backchannel.ui.lines.attached import described, host_of

TALK = Media(
    MediaKind.VIDEO, Url("https://media.example/1.mp4"), CleanText("The\n keynote"), seconds=3_723.0
)


def test_what_lasts_longer_than_an_hour_says_hours() -> None:
    assert described(TALK) == "video 1:02:03: The keynote"


def test_a_host_is_shown_as_people_know_it_unless_it_could_deceive() -> None:
    assert host_of("https://www.localgov.example:8080/blog") == "localgov.example"
    assert host_of("https://xn--mnchen-3ya.example/") == "münchen.example"
    assert host_of("https://xn--pple-43d.example/") == "xn--pple-43d.example"
    assert host_of("mailto:ana@social.example") == ""
