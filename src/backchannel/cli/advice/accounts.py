"""What to do about an account that cannot write, before an event relies on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backchannel.cli.advice.advice import Advice, Weight
from backchannel.cli.advice.facts import Finding


def about_accounts(findings: Iterable[Finding]) -> Iterator[Advice]:
    """One piece of advice for each of them."""
    for finding in findings:
        if finding.about == "account" and not finding.is_well:
            what = f"Nobody can be answered with an account of yours: {finding.value}."
            do = "Log in again (backchannel login), or take it away: backchannel logout ACCOUNT"
            yield Advice(Weight.PART, finding.about, what, do)
