"""Lays texts and blocks out on lines: white space as HTML collapses it, quotes, bullets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SPACES = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")  # all that is not one space already
_HTML_SPACE = " \t\n\r\f"
_DEEPEST = 8  # levels of quotes and lists that are drawn; deeper ones are drawn like the eighth


def _has_spaces(text: str) -> bool:
    """Whether any are not one space already: found in a tenth of the time."""
    return "  " in text or "\n" in text or "\t" in text or "\r" in text or "\f" in text


@dataclass(slots=True)
class Layout:
    """Lines being written. Spaces and line ends wait until something follows them."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    _margins: list[str] = field(default_factory=list)
    _bullet: str = ""
    _line_ends: int = 0
    _space: bool = False

    def write(self, text: str) -> int:
        """Add running text. Returns where its first letter is; -1 if it is white space only."""
        words = _SPACES.sub(" ", text) if _has_spaces(text) else text
        if words[:1] == " ":
            self._space = True
            words = words[1:]
        if not words:
            return -1
        has_end = words[-1] == " "
        began = self._put(words[:-1] if has_end else words)
        self._space = has_end
        return began

    def write_lines(self, text: str) -> int:
        """Add preformatted text. Returns where its first line is; -1 if it is empty."""
        began = -1
        for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if number:
                self._line_ends = min(self._line_ends + 1, 2)
            if line.strip(_HTML_SPACE):
                start = self._put(line)
                began = start if began < 0 else began
        return began

    def end_line(self, count: int = 1) -> None:
        """What follows begins on a new line; with 2, after an empty one."""
        self._line_ends = max(self._line_ends, count)
        self._space = False

    def break_line(self) -> None:
        """One more line end, as `<br>` asks for."""
        self._line_ends = min(self._line_ends + 1, 2)
        self._space = False

    def indent(self, margin: str, bullet: str = "") -> None:
        """What follows stands behind a margin, its first line behind a bullet."""
        self._margins.append(margin)
        self._bullet = bullet

    def outdent(self) -> None:
        """The last margin ends."""
        if self._margins:
            self._margins.pop()
        self._bullet = ""

    def separate(self, sign: str) -> None:
        """Put a sign between what is on this line already and what follows."""
        if self.parts and not self._line_ends:
            self._put(sign)
            self._space = True

    def _put(self, text: str) -> int:
        lead = self._lead()
        self._space, self._line_ends, self._bullet = False, 0, ""
        self.parts += (lead, text) if lead else (text,)
        began = self.length + len(lead)
        self.length = began + len(text)
        return began

    def _lead(self) -> str:
        """What comes before the next letter: a space, or line ends and the margin."""
        if self.parts and not self._line_ends:
            return " " if self._space else ""
        margin = "".join(self._margins[:_DEEPEST])
        if self._bullet:
            margin = margin[: len(margin) - len(self._bullet)] + self._bullet
        return ("\n" * self._line_ends if self.parts else "") + margin
