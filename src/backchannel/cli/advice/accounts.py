"""Whether the accounts that people write with can, before an event relies on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backchannel.cli.advice.advice import Advice, Weight
from backchannel.cli.advice.facts import Finding
from backchannel.config.places import places
from backchannel.config.user_file import read_user_file
from backchannel.errors import BackchannelError

_ACCOUNT = "account"


def account_findings(*, is_asking: bool) -> Iterator[Finding]:
    """Whether the accounts of the user file can write; asks their servers if it may."""
    from backchannel.cli.verbs.joining.accounts import looked_at

    try:
        own = read_user_file(places().accounts_file).accounts
    except BackchannelError as error:
        yield from (Finding("accounts", line, is_well=False) for line in str(error).splitlines())
        return
    for each in own:
        origin, problem = looked_at(each, is_checked=is_asking)
        state = problem or ("logged in" if is_asking else f"token from {origin}")
        name = each.account.name
        said = state if name in state else f"{name}: {state}"
        yield Finding(_ACCOUNT, said, is_well=not problem)


def about_accounts(findings: Iterable[Finding]) -> Iterator[Advice]:
    """What to do about an account that cannot write."""
    for finding in findings:
        if finding.about == _ACCOUNT and not finding.is_well:
            what = f"Nobody can be answered with an account of yours: {finding.value}."
            do = "Log in again (backchannel login), or take it away: backchannel logout ACCOUNT"
            yield Advice(Weight.PART, finding.about, what, do)
