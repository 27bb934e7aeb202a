"""What runs beside the sources: it follows the rows, and one account never waits for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.ingest.scripted import EVENT, Sources, batch, beside, spec, until_health
from tests.waiting import until

from backchannel.errors import ConfigError, Refusal, SourceRefused, SourceUnreachable
from backchannel.ingest.collector import Collector
from backchannel.ingest.outbox.sender import Sender, keep_sending
from backchannel.ingest.supervisor import Supervisor
from backchannel.ingest.watch import Chance
from backchannel.model.outgoing import Account, Network, Outgoing, Sending, Words
from backchannel.model.outgoing.account import BLUESKY, MASTODON, Measure
from backchannel.model.post import Draft
from backchannel.sources.posting.api import Letter, Published, Send, Writer
from backchannel.store import outgoing, sources
from backchannel.store.store import Store

ANA = Account("@ana@toot.example", Network.MASTODON, "https://toot.example", MASTODON)
SKY = Account("@ana.bsky.example", Network.BLUESKY, "https://pds.example", BLUESKY)


@dataclass
class Scribe:
    """A writer in memory. `before` is waited for before anything is out."""

    account: Account
    out: list[str] = field(default_factory=list)
    before: Callable[[], Awaitable[None]] | None = None
    fault: Exception | None = None

    async def about(self) -> Account:
        return Account(self.account.name, self.account.network, "", Measure(99), "cy")

    async def prepare(self, letter: Letter) -> Send:
        async def send() -> Published:
            if self.before is not None:
                await self.before()
            if self.fault is not None:
                raise self.fault
            self.out.append(letter.words.text)
            url = f"{self.account.server}/{len(self.out)}"
            return Published(url, Draft(id=url, uri=url, url=url, content=letter.words.text))

        return send

    async def find(self, letter: Letter) -> Published | None:
        return None

    async def leave(self) -> None:
        return


@dataclass
class Desk:
    """The accounts of a sender; `told` is what is new since it looked last."""

    scribes: dict[str, Scribe]
    told: Sequence[Account] | ConfigError | None = None
    refusal: str = ""
    opened: int = 0

    async def now(self) -> Sequence[Account] | None:
        told, self.told = self.told, None
        if isinstance(told, ConfigError):
            raise told
        return told

    @asynccontextmanager
    async def writer(self, account: Account) -> AsyncIterator[Writer]:
        if self.refusal:
            raise SourceRefused(self.refusal, why=Refusal.LOGIN)
        self.opened += 1
        yield self.scribes[account.name]


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    async with Store(tmp_path / "event.db", now=clock) as opened:
        await opened.write(sources.plan, EVENT, [spec()])
        yield opened


@pytest.fixture
def here() -> Desk:
    return Desk({each.name: Scribe(each) for each in (ANA, SKY)}, [ANA, SKY])


def sender(store: Store, here: Desk, clock: Clock) -> Sender:
    return Sender(store, here, clock, look=0.01)


async def ask(store: Store, account: Account = ANA, text: str = "Hello") -> str:
    await store.write(outgoing.learn, [ANA, SKY])
    id_ = (await store.write(outgoing.write, Words(account.name, text), "lena")).id
    await store.write(outgoing.send, id_)
    return id_


async def until_it_is(store: Store, id_: str, *states: Sending) -> Outgoing:
    async def is_so() -> bool:
        return (await store.read(outgoing.of, id_)).state in states

    await until(is_so)
    return await store.read(outgoing.of, id_)


async def test_what_is_asked_for_goes_out_and_the_accounts_are_told(
    store: Store, here: Desk, clock: Clock
) -> None:
    async with beside(sender(store, here, clock).run()):
        sent = await until_it_is(store, await ask(store), Sending.SENT)
        again = await until_it_is(store, await ask(store, text="Again"), Sending.SENT)
    assert (sent.url, again.url) == ("https://toot.example/1", "https://toot.example/2")
    known = await store.read(outgoing.account_of, ANA.name)
    assert known is not None
    assert (known.measure.longest, known.language, known.server) == (99, "cy", ANA.server)
    assert here.opened == 2  # one for each account


async def test_an_account_that_takes_its_time_holds_up_no_other(
    store: Store, here: Desk, clock: Clock
) -> None:
    forever = asyncio.Event()

    async def wait() -> None:
        await forever.wait()

    here.scribes[ANA.name].before = wait
    async with beside(sender(store, here, clock).run()):
        slow = await ask(store)
        await until_it_is(store, slow, Sending.SENDING)
        await until_it_is(store, await ask(store, SKY), Sending.SENT)
    async with beside(sender(store, here, clock).run()):  # as after a crash
        doubtful = await until_it_is(store, slow, Sending.UNSURE)
    assert "may be out already" in doubtful.problem


async def test_other_accounts_are_taken_up_when_nothing_is_on_its_way(
    store: Store, here: Desk, clock: Clock
) -> None:
    go_on = asyncio.Event()

    async def wait() -> None:
        await go_on.wait()

    here.scribes[ANA.name].before = wait
    async with beside(sender(store, here, clock).run()):
        slow = await ask(store)
        await until_it_is(store, slow, Sending.SENDING)
        here.told = [SKY]
        await asyncio.sleep(0.05)
        assert len(await store.read(outgoing.accounts)) == 2
        go_on.set()
        await until_it_is(store, slow, Sending.SENT)

        async def is_known() -> bool:
            return [each.name for each in await store.read(outgoing.accounts)] == [SKY.name]

        await until(is_known)


async def test_a_text_whose_account_went_away_says_so(
    store: Store, here: Desk, clock: Clock
) -> None:
    left = await ask(store)
    here.told = [SKY]
    async with beside(sender(store, here, clock).run()):
        failed = await until_it_is(store, left, Sending.FAILED)
    assert failed.problem == "there is no account @ana@toot.example here any more"


async def test_without_a_secret_it_says_how_to_log_in(
    store: Store, here: Desk, clock: Clock
) -> None:
    here.refusal = "not logged in"
    async with beside(sender(store, here, clock).run()):
        failed = await until_it_is(store, await ask(store), Sending.FAILED)
    assert failed.problem == "not logged in"
    known = await store.read(outgoing.account_of, ANA.name)
    assert known is not None
    assert known.problem == "not logged in"


async def test_a_user_file_that_is_wrong_stops_nothing(
    store: Store, here: Desk, clock: Clock
) -> None:
    async with beside(sender(store, here, clock).run()):
        await until_it_is(store, await ask(store), Sending.SENT)
        here.told = ConfigError("not valid TOML")
        await until_it_is(store, await ask(store, text="Two"), Sending.SENT)


async def test_what_waited_for_more_than_a_day_is_a_draft_again(
    store: Store, here: Desk, clock: Clock
) -> None:
    old = await ask(store)
    clock.advance(90_000)
    async with beside(sender(store, here, clock).run()):
        await until_it_is(store, old, Sending.DRAFT)
    assert here.scribes[ANA.name].out == []


async def test_what_is_put_off_goes_out_in_time(store: Store, here: Desk, clock: Clock) -> None:
    here.scribes[ANA.name].fault = SourceUnreachable("no network", is_unsent=True)
    async with beside(sender(store, here, clock).run()):
        id_ = await ask(store)

        async def is_put_off() -> bool:
            found = await store.read(outgoing.of, id_)
            return found.state is Sending.WAITING and "no network" in found.problem

        await until(is_put_off)
        here.scribes[ANA.name].fault = None
        clock.advance(10)
        await until_it_is(store, id_, Sending.SENT)


async def test_a_fault_of_ours_rests_the_account_and_nothing_else(
    store: Store, here: Desk, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    here.scribes[ANA.name].fault = ZeroDivisionError()
    world = Sources(river=[[batch(1)]])
    supervisor = Supervisor(store, world.build, Chance(clock, random=lambda: 0.0))
    sending = sender(store, here, clock)
    collector = Collector(
        store, supervisor, clock, beside=[lambda: keep_sending(sending)], beat=0.01
    )
    async with beside(collector.run(is_patient=True)):
        stuck = await ask(store)
        await until_it_is(store, await ask(store, SKY), Sending.SENT)
        await until_it_is(store, stuck, Sending.SENDING)
        await until_health(store, lambda health: health.given == 1)
        clock.advance(181)  # longer than any request takes
        await until_it_is(store, stuck, Sending.UNSURE)
    assert "ZeroDivisionError" in caplog.text
