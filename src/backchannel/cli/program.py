"""The verbs and how one is chosen. A verb's module is imported when it is used."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Final

import click

from backchannel import __version__
from backchannel.cli.exit_codes import DONE, INTERRUPTED

VERBS: Final[Mapping[str, tuple[str, str]]] = {
    "init": ("before.init", "Write an event file: five questions, or a web page."),
    "open": ("roles", "The desk: every post of an event, live. What runs without a verb."),
    "demo": ("roles", "The desk with an invented event, on this machine alone."),
    "replay": ("before.replay", "The desk with a recorded event, as if it were live."),
    "collect": ("roles", "Collect without a screen."),
    "presenter": ("asking.presenter", "The presenter's screen: the question that is now."),
    "operator": ("onstage.screens", "What is on the projectors: take, next, blank."),
    "projector": ("onstage.screens", "What is on air, full screen, for the room."),
    "tail": ("tail", "Print the stored stream, newest last."),
    "search": ("search", "Find posts in everything that is stored."),
    "pin": ("acts", "Make posts highlights."),
    "unpin": ("acts", "Take highlights back."),
    "question": ("asking.questions", "Make posts questions, and go on with those of the queue."),
    "cue": ("asking.questions", "Tell the presenter something."),
    "note": ("acts", "Write a note down."),
    "hide": ("acts", "Take posts out of sight."),
    "unhide": ("taking_back", "Bring hidden posts back into sight."),
    "mute": ("taking_back", "Take an author or a server out of sight."),
    "unmute": ("taking_back", "Bring somebody back into sight."),
    "on-air": ("onstage.acts", "Put a post on the projector, or say which one is."),
    "blank": ("onstage.acts", "Show nothing on any projector, at once."),
    "stash": ("taking_back", "Put posts aside for later."),
    "unstash": ("taking_back", "Take them up again."),
    "apart": ("acts", "Show what was said in two places as two posts."),
    "together": ("acts", "Show posts that are one in one row."),
    "undo": ("taking_back", "Take back your last decision."),
    "redo": ("taking_back", "Do again what you undid last."),
    "log": ("taking_back", "Say who decided what and when."),
    "rules": ("ruling.rules", "List, try out, make and switch the rules of an event."),
    "alerts": ("ruling.alerts", "What rules set off, and passing it on to the presenter."),
    "reply": ("joining.writing", "Answer a post with your account."),
    "post": ("joining.writing", "Post to the event with your account."),
    "drafts": ("joining.drafts", "What you wrote that is not out, and what is."),
    "accounts": ("joining.accounts", "List the accounts you can write with."),
    "login": ("joining.accounts", "Log an account in, on Mastodon or Bluesky."),
    "logout": ("joining.accounts", "Take an account away again."),
    "export": ("record.export", "Write the record of an event, in one of its formats."),
    "import": ("record.taking", "Take in a record of another desk, or an archive of posts."),
    "report": ("record.report", "What an event came to, in figures."),
    "programme": ("day.programme", "The sessions: list, import, begin, overrun, end."),
    "sources": ("sources", "List, add, remove or test the sources of an event."),
    "tags": ("before.tags", "The event's tags, and those that people may have meant."),
    "forget": ("forgetting.forget", "Take a person out, for good, who asks for it."),
    "read": ("reading", "Show what one document becomes."),
    "doctor": ("doctor", "Say what works here and what does not."),
    "config": ("settings", "Show, find and check the configuration."),
    "keys": ("keys", "Every key of the desk, and what it does."),
    "completions": ("completions", "Let a shell complete what is typed."),
    "store": ("store", "Check, copy, compact, repair and merge stores."),
}
"""Every verb: the module it is in, where it has its own name, and one line for the help."""


COMPLETION: Final = "_BACKCHANNEL_COMPLETE"
"""The variable in which a shell asks how to go on, as `completions` told it."""


class Verbs(click.Group):
    """Verbs by name; a tag or an event file in a verb's place means `open`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a person meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and no other."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f"backchannel.cli.verbs.{VERBS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table above: help needs no verb's module."""
        with formatter.section("Commands"):
            formatter.write_dl([(verb, line) for verb, (_, line) in VERBS.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `open` before what is no verb."""
        is_asked = ctx.resilient_parsing  # a shell asks how to go on: with a verb
        if not is_asked and (not args or _is_for_open(args[0])):
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A word that is no verb is answered with the nearest one."""
        from backchannel.config.problems import nearest, quoted

        word = args[0]
        if not word.strip():
            ctx.fail("the first word is empty; name a command, an event file or a '#tag'")
        if word not in VERBS:
            hint = nearest(word, VERBS) or _what_else(word)
            ctx.fail(f"{quoted(word)} is not a command{hint}")
        return super().resolve_command(ctx, args)


@click.command(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="backchannel '#ideaperf' follows a tag at once. Results are on stdout, everything else "
    "is on stderr. Exit codes: 0 done, 1 failed, 2 your mistake, 3 the store cannot be used, "
    "130 interrupted.",
)
@click.version_option(__version__, message="backchannel %(version)s")
def program() -> None:
    """Every post that bears your event's tag, live in a terminal."""


def run_verb(args: Sequence[str]) -> int:
    """Run a verb; its exit code. Wrong words are answered here, everything else is raised."""
    if asked := os.environ.get(COMPLETION):
        from click.shell_completion import shell_complete

        return shell_complete(program, {}, "backchannel", COMPLETION, asked)
    try:
        # Not `program.main`, which ends the process by itself when a pipe breaks.
        with program.make_context("backchannel", list(args)) as context:
            code = program.invoke(context)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else DONE


def _is_for_open(word: str) -> bool:
    if word in VERBS or word in {"-h", "--help", "--version"}:
        return False
    return word.startswith(("#", "＃", "-")) or os.sep in word or _is_file(word)


def _is_file(word: str) -> bool:
    from backchannel.cli.events.names import is_name

    return is_name(word) or ("." in word and os.path.isfile(word))  # noqa: PTH113  # any text


def _what_else(word: str) -> str:
    from backchannel.config.problems import quoted

    if "." in word:
        return ", nor is there such an event file; the name of one ends in .toml"
    return f"; to follow a tag, write '#{quoted(word)}'"
