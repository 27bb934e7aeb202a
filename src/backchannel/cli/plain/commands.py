"""The commands of the plain desk, and which one somebody means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import click
from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.cli.asked import acts, sessions
from backchannel.cli.plain import deciding, finding, joining, looking, ruling
from backchannel.cli.plain.desk import Answer, PlainDesk
from backchannel.cli.plain.roles import stage

Do = Callable[[PlainDesk, str], Awaitable[Answer]]


class Command(Struct, frozen=True):
    """One command: how it is typed, what it does, and the function that does it."""

    usage: str
    about: str
    do: Do
    is_public: bool = False
    """It speaks to the world, so its whole name has to be typed."""

    @property
    def name(self) -> str:
        """Its first word."""
        return self.usage.split()[0]


async def help_(desk: PlainDesk, words: str) -> Answer:
    """Every command in a line, or one of them."""
    if words.strip():
        command = meant(words.split(maxsplit=1)[0])
        return Answer([f"{command.usage}: {command.about}"])
    listed = [f"{command.usage}: {command.about}" for command in COMMANDS]
    return Answer([*listed, HINT])


HINT: Final = (
    "A beginning that only one command has is enough, and a number alone opens that post. Enter on "
    "an empty line lets new posts wait while you type."
)

COMMANDS: Final[tuple[Command, ...]] = (
    Command("open NUMBER", "All of a post: covered words, links, where else it was seen.",
            looking.open_),
    Command("pin NUMBER ...", "Make posts highlights.", deciding.pin),
    Command("unpin NUMBER ...", "Take highlights back.", deciding.unpin),
    Command("note [NUMBER] TEXT", "Write a note down, about a post if it begins with its number.",
            deciding.note),
    Command("hide NUMBER [REASON]", "Take a post out of sight; 3, 4 REASON takes several.",
            deciding.hide),
    Command("unhide NUMBER ...", "Bring hidden posts back.", deciding.unhide),
    Command("mute NUMBER [server] [30m] [REASON]",
            "Take the author of a post, or a whole server, out of sight, for 30m, 2h, 1d or ever.",
            deciding.mute),
    Command("unmute NUMBER or NAME", "Bring somebody back.", deciding.unmute),
    Command("stash NUMBER ...", "Put posts aside for later.", deciding.stash),
    Command("unstash NUMBER ...", "Take them up again.", deciding.unstash),
    Command("question ACT ...", f"Questions: {acts.USAGE}.", deciding.question),
    Command("questions", "The queue of questions.", deciding.questions),
    Command("cue TEXT", "Tell the presenter something; cue list says what was seen.", deciding.cue),
    Command("sessions [ACT]", f"The sessions; or {sessions.USAGE}.", deciding.programme),
    Command("session NUMBER SESSION", "File a post under another session, or - for none.",
            deciding.file),
    Command("apart NUMBER ...", "Print what was said in two places as two posts.", deciding.apart),
    Command("together NUMBER NUMBER ...", "Print posts that are one as one.", deciding.together),
    Command("on-air [NUMBER]",
            "Put a post on the projector, or next, or back; alone, say what is there.",
            stage.on_air, is_public=True),
    Command("off-air", "Show the card that says how to take part.", stage.off_air, is_public=True),
    Command("blank", "Show nothing at all on any projector.", stage.blank, is_public=True),
    Command("unblank", "Show again what is on air.", stage.unblank, is_public=True),
    Command("undo", "Take back your last decision.", deciding.undo),
    Command("redo", "Do again what you undid.", deciding.redo),
    Command("reply NUMBER TEXT", "Write an answer to a post; it is shown, and sent by send.",
            joining.reply, is_public=True),
    Command("post TEXT", "Write a post to the event; the same.", joining.post, is_public=True),
    Command("send [ID]", "Send what you wrote last, or another draft.", joining.send,
            is_public=True),
    Command("discard [ID]", "Throw away what you wrote last, or another draft.", joining.discard),
    Command("drafts", "What was written and is not out, and why.", joining.drafts),
    Command("filter [WORDS]", "Print only what matches; without words, everything.",
            looking.filter_),
    Command("search WORDS", "Look through everything that is stored, the newest first.",
            finding.search),
    Command("best WORDS", "The same, what matches best first.", finding.best),
    Command("why POST", "Why it is shown or not: a number, an address, or some of its words.",
            looking.why_),
    Command("last [COUNT]", "The newest posts again.", looking.last),
    Command("more [COUNT]", "Those before what was listed last.", looking.more),
    Command("hold", "Let new posts wait.", looking.hold),
    Command("go", "Print what waited, and go on.", looking.go),
    Command("pins", "The highlights in their order.", looking.pins),
    Command("notes [COUNT]", "What was written down.", looking.notes),
    Command("hidden", "What is out of sight, by whom and why.", looking.hidden),
    Command("muted", "Who is out of sight, until when.", looking.muted),
    Command("stashed", "What was put aside.", looking.stashed),
    Command("log [COUNT]", "Who decided what and when.", looking.log),
    Command("rules [off NAME or on NAME]", "Every rule and what it does; switch one.",
            ruling.rules_),
    Command("alerts", "What rules set off; what is listed was seen.", ruling.alerts_),
    Command("tell", "Pass the latest alert on to the presenter.", ruling.tell),
    Command("sources", "How every source is doing.", looking.sources_),
    Command("help [COMMAND]", "This.", help_),
    Command("quit", "End; everything that was answered is stored.", looking.quit_),
)  # fmt: skip  # a table reads better than a page of brackets

_BY_NAME: Final = {command.name: command for command in COMMANDS}
_LEAVING: Final = "q"
"""What people type to leave a program; no question is meant."""


async def do(desk: PlainDesk, line: str) -> Answer:
    """Do what a line asks."""
    first, _, rest = line.strip().partition(" ")
    number = first.lstrip("#")
    if number.isdecimal() and not rest.strip():
        return await looking.open_(desk, first)
    command = meant(first)
    if rest.strip() and command.usage == command.name:
        raise click.UsageError(f"{command.name} takes nothing after it, so nothing was done")
    is_all_text = command.do is deciding.note and first.endswith(":")
    return await command.do(desk, f":{rest}" if is_all_text else rest.strip())


def meant(word: str) -> Command:
    """The command that begins so. What is none, or could be several, is the user's mistake.

    `p` is pin, though pins begins so, too: the shortest, when the others only add to it.
    """
    begins = word.casefold().rstrip(":")
    begins = "quit" if begins == _LEAVING else begins
    if begins in _BY_NAME:
        return _BY_NAME[begins]
    begun = [each for each in COMMANDS if begins and each.name.startswith(begins)]
    found = sorted((each.name for each in begun if not each.is_public), key=len)
    if not found and begun:
        raise click.UsageError(f"{begun[0].name} is for all to see, so type the whole word")
    if not found:
        raise click.UsageError(f"{clean_line(word, limit=40)} is no command; help lists them")
    if not all(name.startswith(found[0]) for name in found):
        names = " or ".join(sorted(found))
        raise click.UsageError(f"{clean_line(word, limit=40)} may be {names}; say a letter more")
    return _BY_NAME[found[0]]
