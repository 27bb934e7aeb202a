"""The pages of people and of links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from backchannel.clean import urls
from backchannel.record.reading import Participant, Shared
from backchannel.record.site.drawing import markup
from backchannel.record.site.drawing.sheets import Drawn, sheets
from backchannel.record.site.ground import Ground


def write_people(ground: Ground, people: Iterable[Participant]) -> int:
    """Who took part, who wrote most first; how many that were."""
    count = 0

    def drawn() -> Iterable[Drawn]:
        nonlocal count
        for one in people:
            count += 1
            html = ground.press.part(
                "person.html",
                name=markup.link(one.author.url, one.author.name),
                one=one,
                first=ground.calendar.time(one.first, "short"),
                last=ground.calendar.time(one.last, "short"),
            )
            yield Drawn(html)

    _write(ground, "people", "People", drawn())
    return count


def write_links(ground: Ground, links: Sequence[Shared]) -> None:
    """The links, the most shared first."""
    _write(ground, "links", "Links", (Drawn(link_of(ground, each)) for each in links))


def link_of(ground: Ground, each: Shared) -> Markup:
    """One link: what it is called, the host it leads to, and how often it was shared."""
    return ground.press.part(
        "link.html",
        name=markup.link(each.url, each.title or urls.shown(each.url, 70)),
        host=urls.host(each.url) if each.title else "",
        each=each,
        first=ground.calendar.time(each.first, "short"),
    )


def _write(ground: Ground, name: str, title: str, items: Iterable[Drawn]) -> None:
    for sheet in sheets(items):
        number = sheet.number
        ground.press.page(
            _page(name, number),
            f"{name}.html",
            title=title if number == 1 else f"{title}, page {number}",
            sheet=sheet,
            before=_page(name, number - 1) if number > 1 else "",
            after="" if sheet.is_last else _page(name, number + 1),
        )


def _page(name: str, number: int) -> str:
    return f"{name}.html" if number == 1 else f"{name}--{number}.html"
