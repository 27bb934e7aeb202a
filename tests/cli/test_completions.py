"""`completions`, and what a shell that has them is answered."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests.cli.conftest import Backchannel

from backchannel.cli.verbs.completions import SHELLS


@pytest.mark.parametrize("shell", SHELLS)
def test_there_is_a_script_for_each_shell(backchannel: Backchannel, shell: str) -> None:
    ran = backchannel("completions", shell)
    assert ran.code == 0
    assert f"_BACKCHANNEL_COMPLETE={shell}_complete" in ran.out


def test_another_shell_is_a_mistake_that_names_those_there_are(backchannel: Backchannel) -> None:
    ran = backchannel("completions", "tcsh")
    assert ran.code == 2
    assert "zsh" in ran.err


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["co"], {"plain,collect", "plain,config", "plain,completions"}),
        (["tail", "--fo"], {"plain,--follow"}),
        (["config", "va"], {"plain,validate"}),
        (["open", "eve"], {"file,eve"}),
    ],
)
def test_a_shell_is_told_how_to_go_on(typed: list[str], offered: set[str]) -> None:
    done = subprocess.run(  # our own program
        [sys.executable, "-m", "backchannel"],
        env={
            **os.environ,
            "_BACKCHANNEL_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(["backchannel", *typed]),
            "COMP_CWORD": str(len(typed)),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert set(done.stdout.splitlines()) == offered
