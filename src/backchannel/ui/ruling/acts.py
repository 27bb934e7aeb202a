"""What is decided about rules and alerts at a desk: written, then said."""

from __future__ import annotations

from backchannel.errors import StoreError
from backchannel.model.programme import Rule
from backchannel.store.roles import rules
from backchannel.store.roles.rules import alerts
from backchannel.ui.deciding.acts import UNDOES, Voice
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.keymap import Keyed
from backchannel.ui.ruling.words import does


class RuleActs:
    """Each returns after it is on the disk, and says what it was."""

    def __init__(self, pen: Pen, by: str, say: Voice) -> None:
        self._pen, self._by, self._say = pen, by, say

    def said_by(self, say: Voice) -> RuleActs:
        """The decisions of the same person, said in another place."""
        return RuleActs(self._pen, self._by, say)

    async def make(self, rule: Rule) -> None:
        """Put a rule in force."""
        try:
            made = await self._pen.write(rules.make, rule, self._by)
        except StoreError as error:
            self._say(f"No rule was made: {error}", is_problem=True)
            return
        self._say(f"Rule {made.rule.name}: {does(made.rule)}", UNDOES)

    async def switch(self, name: str) -> None:
        """Switch a rule off, or on again."""
        try:
            is_off = not (await self._pen.write(rules.known, name)).is_off
            await self._pen.write(rules.switch, name, self._by, is_off=is_off)
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return
        self._say(f"Rule switched {'off' if is_off else 'on'}: {name}", UNDOES)

    async def remove(self, name: str) -> None:
        """Take a rule away."""
        try:
            await self._pen.write(rules.remove, name, self._by)
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return
        self._say(f"Rule removed: {name}", UNDOES)

    async def bring_back(self, place: int, what: str) -> None:
        """Show a post in spite of rules."""
        try:
            await self._pen.write(rules.bring_back, place, self._by)
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return
        self._say(f"Brought back  {what}", UNDOES)

    async def tell_presenter(self, alert: str | None = None) -> None:
        """Pass an alert on, by default the one at the bottom."""
        try:
            told = await self._pen.write(alerts.pass_on, self._by, alert)
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return
        if told is None:
            self._say(Keyed("No alert waits; {alerts} lists those that were"))
        else:
            self._say(f"The presenter is told: {told.text}", UNDOES)

    async def see(self) -> None:
        """Whoever opened the list has seen what was said at the bottom."""
        try:
            await self._pen.write(alerts.see, self._by)
        except StoreError as error:
            self._say(str(error), is_problem=True)
