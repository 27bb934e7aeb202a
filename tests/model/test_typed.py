from datetime import timedelta

import pytest
from tests.clock import START

from backchannel.model.programme import Session
from backchannel.model.roles.slot import distinct
from backchannel.model.roles.typed import session_typed

DAYS = distinct(
    Session(title, START + timedelta(days=day), 60)
    for day in range(3)
    for title in ("Lunch", "Keynote: rivers" if day else "Keynote: floods")
)


def test_a_session_s_own_name_is_that_one_though_others_have_the_same_title() -> None:
    for said, name in (("Lunch", "Lunch"), ("lunch", "Lunch"), ("Lunch (3)", "Lunch (3)")):
        assert session_typed(said, DAYS).name == name
    assert session_typed("keynote floods", DAYS).name == "Keynote: floods"
    with pytest.raises(ValueError, match="Keyn is more than one session"):
        session_typed("Keyn", DAYS)
