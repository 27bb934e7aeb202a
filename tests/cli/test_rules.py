from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel


def test_a_rule_is_made_listed_switched_and_removed(backchannel: Backchannel, store: Path) -> None:
    on = ("--store", store)
    made = backchannel("rules", "add", "river", "rising", "highlight=high", "tag=up", *on)
    assert (made.code, made.lines) == (0, ["river: highlights (high) · tags #up"])
    (listed,) = backchannel("rules", "list", "--json", *on).objects
    assert (listed["rule"], listed["highlight"], listed["found"]) == ("river", "high", 1)
    assert backchannel("tail", "--filter", "tag:up", *on).out.count("The river is rising") == 1
    assert backchannel("rules", "off", "river", *on).lines == ["river is off"]
    assert backchannel("rules", "off", "river", *on).lines == ["river is off already"]
    assert "river (off): rising" in backchannel("rules", "list", *on).out
    assert backchannel("undo", *on).lines == ["undone: rule off: river"]
    assert backchannel("rules", "remove", "river", *on).lines == ["river is removed"]
    assert backchannel("rules", "list", *on).lines == ["There are no rules."]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("a", "kind:foto", "mute"), "did you mean photo? (column 1 of"),
        (("a", " ", "mute"), "a rule for every post"),
        (("a", "b", "explode"), "'explode' is nothing that a rule does"),
        (("a", "b", "alert=soon"), "'soon' is no threshold"),
        (("a", "b", "mute=soon"), "'soon' is no time"),
        (("a", "is:hidden", "alert=5,3m"), "is:hidden asks for what is out of sight"),
        (("a", "b"), "name the rule, its filter, and what is to be done"),
    ],
)
def test_a_rule_that_nobody_can_mean_is_the_user_s_mistake(
    backchannel: Backchannel, store: Path, words: tuple[str, ...], problem: str
) -> None:
    ran = backchannel("rules", "add", *words, "--store", store)
    assert ran.code == 2
    assert problem in ran.err


def test_a_filter_is_tried_out(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("rules", "test", "river", "--alert", "1 3m", "--store", store)
    assert ran.code == 0
    assert "1, Ann 1: The river is rising" in ran.lines
    assert ran.lines[-1].startswith("The alert would have been set off")
    ran = backchannel("rules", "test", "is:hidden", "--alert", "1 3m", "--store", store)
    assert (ran.code, "sets off no alert" in ran.err) == (2, True)


def test_what_a_rule_mutes_is_brought_back_by_its_number(
    backchannel: Backchannel, store: Path
) -> None:
    backchannel("rules", "add", "quiet", "rising", "mute", "--store", store)
    ran = backchannel("unhide", "1", "--store", store)
    assert ran.lines == ["1 is back in sight: Ann 1: The river is rising"]
    assert "The river is rising" in backchannel("tail", "--store", store).out


def test_without_an_alert_there_is_none_to_tell(backchannel: Backchannel, store: Path) -> None:
    assert backchannel("alerts", "--store", store).lines == ["No alert was set off."]
    assert backchannel("alerts", "--tell", "--store", store).code == 1
