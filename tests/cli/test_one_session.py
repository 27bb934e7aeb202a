from datetime import UTC, datetime

import pytest

from backchannel.cli.asked.one_session import one_session
from backchannel.errors import ConfigError
from backchannel.model.programme import Session

NINE = datetime(2026, 1, 16, 9, tzinfo=UTC)
TITLES = ("Opening keynote: dams", "Keynote: floods", "Lunch", "Lunch talk")
DAY = [Session(title, NINE, 20) for title in TITLES]


@pytest.mark.parametrize(
    ("said", "title", "told"),
    [
        ("keynote", "Keynote: floods", "--session keynote: Keynote: floods\n"),
        ("KEYNOTE FLOODS", "Keynote: floods", ""),
        ("Lunch", "Lunch", ""),
    ],
)
def test_which_session_was_taken_is_said_where_it_was_not_written_out(
    capsys: pytest.CaptureFixture[str], said: str, title: str, told: str
) -> None:
    assert one_session(said, DAY).title == title
    assert capsys.readouterr() == ("", told)


def test_of_several_none_is_taken() -> None:
    with pytest.raises(ConfigError, match="--session: L is more than one session"):
        one_session("L", DAY)


def test_of_many_some_are_named_and_the_rest_counted() -> None:
    day = [Session(f"Talk {number}", NINE, 20) for number in range(1, 11)]
    with pytest.raises(ConfigError, match=r"there are Talk 1, .*, Talk 8 and 2 more$"):
        one_session("Panel", day)
    with pytest.raises(ConfigError, match=r"there are Talk 1, .*, Talk 7, Talk 8$"):
        one_session("Panel", day[:8])
