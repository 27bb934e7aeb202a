"""Draws pages from templates into a folder. Whatever is no markup of ours is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from backchannel.record.site.drawing import moments
from backchannel.record.site.drawing.showing import Shown

_HERE: Final = Path(__file__).parent
_STATIC: Final = ("site.css", "site.js", "search.js")


class Press:
    """`shared` is what every page shows."""

    def __init__(self, folder: Path, **shared: Any) -> None:
        self.folder = folder
        self._pages = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )
        self._pages.filters |= {"offset": moments.offset, "stamp": moments.stamp}
        self._pages.globals |= shared
        self._post = self._pages.get_template("post.html").module
        for name in _STATIC:
            self.write(name, (_HERE / "static" / name).read_text("utf-8"))

    def post(self, shown: Shown, *, root: str = "", href: str = "", anchor: bool = False) -> Markup:
        """A post, on a page from which the front page is at `root`.

        `href` leads to where all of it is. With an `anchor` this is that place.
        """
        drawn: Markup = self._post.post(shown, root, href, anchor)  # type: ignore[attr-defined]  # a macro
        return drawn

    def part(self, template: str, **values: Any) -> Markup:
        """A piece of a page."""
        return Markup(self._pages.get_template(template).render(values))  # noqa: S704  # templates escape

    def page(self, path: str, template: str, **values: Any) -> None:
        """A page; `path` is where it is in the site, with `/` between folder and file."""
        root = "../" * path.count("/")
        drawn = self._pages.get_template(template).render(values, root=root, path=path)
        self.write(path, drawn)

    def write(self, path: str, text: str) -> None:
        """A file of the site."""
        target = self.folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
