"""Rules of an event file that could never do what they say."""

import pytest
from tests.config.test_event_file import EVENT, problems, read

ALERT = 'alert = { people = 5, within = "3m" }'


@pytest.mark.parametrize(
    ("when", "does", "why"),
    [
        ("is:hidden", ALERT, "sets off no alert"),
        ("boo is:muted", ALERT, "sets off no alert"),
        ("boo OR (hiss is:copy)", ALERT, "sets off no alert"),
        ("is:hidden", "auto_pin = true", "is never pinned by itself"),
    ],
)
def test_what_waits_for_what_is_out_of_sight_is_refused(when: str, does: str, why: str) -> None:
    (line,) = problems(f'{EVENT}[[rule]]\nname = "x"\nwhen = "{when}"\n{does}\n')
    assert line == f"event.toml:5: rule[1].when: asks for what is out of sight, which {why}"


@pytest.mark.parametrize(
    ("when", "does"),
    [("is:hidden", "highlight = true"), ("boo -is:hidden", ALERT), ("is:bot", ALERT)],
)
def test_what_can_come_about_is_not(when: str, does: str) -> None:
    event = read(f'{EVENT}[[rule]]\nname = "x"\nwhen = "{when}"\n{does}\n').event
    assert event.rules[0].when == when
