"""What happens at the rehearsal, scene by scene, and what every screen has to show of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from benchmarks.rehearsal.house import PATIENCE, SIZES, House, NotHeldError, end, flat, framed
from benchmarks.rehearsal.looking import (
    CARD,
    PROJECTORS,
    id_of,
    is_gone,
    key,
    knows,
    number_of,
    on_air,
    place_of,
    says,
    showing,
    state_of,
    still,
)
from benchmarks.rehearsal.terminals import LOOK
from benchmarks.rehearsal.words import (
    AFTER,
    ASKED,
    BEFORE,
    CUES,
    EVENT,
    HURRIED,
    NERVES,
    PINNED,
    REWORDED,
    STANDS_OUT,
    TOLD,
    TYPED,
    WITHIN,
)

from backchannel.demo.story.happening import Piece
from backchannel.demo.story.people import SERVERS
from backchannel.store import lease


async def doors_open(here: House) -> None:
    """All five screens, in the order in which people come."""
    await here.open("desk")
    await here.see(
        "desk", "the event, its session and its posts", EVENT, BEFORE, "#CouncilsConnect"
    )
    await here.press("desk", "Escape")
    await here.open("presenter", "operator", *PROJECTORS)
    await here.see("presenter", "the session, and that nothing waits", BEFORE, "none waiting")
    await here.see("operator", "that nothing is pinned", "Nothing is pinned yet")
    for name in PROJECTORS:
        await here.see(name, "how to take part", EVENT, CARD)


async def people_write(here: House) -> None:
    """Twelve ask and four say something; the desk's collector gets it from their server."""
    await publish(here, *PINNED, *ASKED)
    await here.until(
        "desk", "what was just written", lambda rows: any(each in flat(rows) for each in ASKED)
    )


async def publish(here: House, *texts: str) -> None:
    """Each by somebody else, and wait until the store has all of it."""
    people = [one for one in here.world.story.people if one.server == SERVERS[0] and not one.is_bot]
    for number, words in enumerate(texts):
        text = f"{words} #CouncilsConnect"
        moment = here.world.clock.moment()
        here.publish(Piece(key(words), people[number % len(people)], moment, text))
    async with here.store as store, asyncio.timeout(PATIENCE):
        while not await store.read(knows, texts):  # noqa: ASYNC110  # another process
            await asyncio.sleep(LOOK)


async def questions_come(here: House) -> None:
    """Twenty: two marked at the desk, two typed there, the others without a screen."""
    for number, words in enumerate(ASKED[:2], 1):
        await here.press("desk", "2", "/")
        await here.type("desk", f'"{words[:-1]}"')
        await here.see("desk", "one found", "1 of", is_told=False)
        await here.press("desk", "j", "a")
        await here.see("presenter", f"{number} waiting", f"{number} waiting", words)
        await here.press("desk", "/", "C-u", "Enter")
    for words, asker in TYPED:
        await here.press("desk", "5", "a")
        await here.see("desk", "what is asked for", "the question from the room", is_told=False)
        await here.type("desk", words)
        await here.see("desk", "who asks", "who asks?", is_told=False)
        await here.type("desk", asker)
        await here.see("desk", f"the question of {asker.lower()}", f"Asked {words[:30]}")
    await here.say("question", *[str(await number_of(here, words)) for words in ASKED[2:]])
    for words in TOLD:
        await here.say("question", "ask", words)
    await here.see("presenter", "twenty questions wait", "20 waiting")
    await here.see("desk", "twenty questions", "Questions", "20")


async def two_are_one(here: House) -> None:
    """Merged, and put in words that can be read aloud."""
    queue = await here.say("question", "list")
    first, other = (id_of(queue, words) for words in (ASKED[0], TYPED[0][0]))
    await here.say("question", "merge", first, other)
    await here.see("presenter", "nineteen after two were merged", "19 waiting")
    await here.say("question", "reword", first, REWORDED)
    await here.see("presenter", "the other words", REWORDED, without=[ASKED[0]])
    await here.see("desk", "the other words", REWORDED[:20])


async def one_is_answered(here: House) -> None:
    """The presenter's clicker: next, answered, back."""
    await here.press("presenter", "Right")
    await says(here, "presenter", REWORDED, "in large letters: " + REWORDED)
    await here.see("presenter", "who asks", "and 1 more")
    await here.press("presenter", "x", "z", "Up", "7")
    await here.press("presenter", "a")
    await says(here, "presenter", ASKED[1], "in large letters: " + ASKED[1])
    answered = await state_of(here, ASKED[0])
    here.check("store: the first is answered", answered == "answered", answered)
    await here.press("presenter", "Left")
    await says(here, "presenter", REWORDED, "in large letters: " + REWORDED)
    await here.press("presenter", "a")
    await says(here, "presenter", ASKED[1], "in large letters: " + ASKED[1])
    await here.see("presenter", "what comes next", ASKED[2], "17 waiting")


async def cues_are_given(here: House) -> None:
    """Three, each seen by a key; the desk sees that."""
    for number, words in enumerate(CUES):
        if number < 2:
            await here.press("desk", "c")
            await here.see("desk", "what to tell", "Tell the presenter", is_told=False)
            await here.press("desk", *(("4", "Enter") if number == 0 else ("0",)))
        if number == 1:
            await here.see("desk", "what to tell", "tell the presenter", is_told=False)
            await here.type("desk", words)
        elif number == 2:
            await here.say("cue", words)
        await says(here, "presenter", words, f"told: {words}")
        await here.press("presenter", "k")
        await here.see("presenter", "what comes next, again", ASKED[2])
        await here.press("desk", "C")
        await here.see("desk", "that it was seen", words, "seen")
        await here.press("desk", "Escape")
    seen = [each["text"] for each in await here.say("cue", "list") if each["seen"]]
    here.check("store: three cues, all seen", sorted(seen) == sorted(CUES), seen)


async def posts_on_air(here: House) -> None:
    """Pins, and the operator takes one after the other."""
    await here.say("pin", *[str(await number_of(here, words)) for words in PINNED])
    await here.see("operator", "four pins", "Pins 4", *[words[:30] for words in PINNED])
    await here.see("desk", "four pins", "Pins", "The library counts")
    await here.press("operator", "n")
    await on_air(here, PINNED[0])
    await here.press("operator", "n")
    await on_air(here, PINNED[1])
    await here.press("operator", "N")
    await on_air(here, PINNED[0])
    await here.press("operator", "u")
    await on_air(here, PINNED[1])


async def panic(here: House) -> None:
    """Blank from the desk, while something else is being done there; and back."""
    await here.press("desk", "e")
    await here.terminals.type(here.screen("desk"), "half a thought")
    await here.press("desk", "C-n")
    for name in PROJECTORS:
        await here.until(name, "nothing at all", lambda rows: not flat(rows))
    await here.see("operator", "that nothing is shown", "BLANK")
    await here.see("desk", "that nothing is shown", "BLANK")
    await asyncio.sleep(NERVES)
    await here.press("desk", "C-n")
    await on_air(here, PINNED[1])
    await here.see("desk", "the half note, still there", "half a thought")
    await here.press("desk", "Escape")


async def its_author_deletes_it(here: House) -> None:
    """What is on air goes from every projector within a second of the store knowing."""
    place = await place_of(here, PINNED[1])
    here.delete(key(PINNED[1]))
    async with here.store as store:
        async with asyncio.timeout(60):
            while not await store.read(is_gone, place):  # noqa: ASYNC110  # another process
                await asyncio.sleep(0.01)
        known = time.monotonic()
    for name in PROJECTORS:
        await here.see(name, "the card in the place of what was deleted", CARD)
    left = time.monotonic() - known
    here.check(f"projectors: gone within {WITHIN:.0f} s of the store knowing", left < WITHIN, left)
    here.note("  which took", left)
    await here.see("operator", "why it cannot be shown", "deleted by its author")
    await here.press("operator", "n")
    await on_air(here, PINNED[2])


async def rules_speak(here: House) -> None:
    """One post stands out; five people say that it is too fast, and the presenter is told."""
    await publish(here, STANDS_OUT, *HURRIED)
    await here.press("desk", "2", "/")
    await here.type("desk", "rule:room captions")
    await here.see("desk", "what a rule lets stand out", "✹", STANDS_OUT)
    await here.press("desk", "/", "C-u", "Enter")
    await here.see("desk", "that five people say so", "▲ too fast:", "tells the presenter")
    await here.press("desk", "!")
    await here.see("desk", "that it is passed on", "The presenter is told: too fast")
    told = await here.say("cue", "list")
    (passed,) = [each["text"] for each in told if not each["seen"]]
    await says(here, "presenter", passed, f"told: {passed}")
    await here.press("presenter", "k")
    await here.see("desk", "that it was seen", "The presenter has seen: too fast")


async def the_next_session(here: House) -> None:
    """Begun at the desk, which asks what becomes of the questions; every screen follows."""
    await here.press("desk", "S")
    await here.see("desk", "the programme", "Programme", BEFORE, AFTER)
    await here.press("desk", "j", "s")
    await here.see("desk", "what is open of the one before", "is over: 17 questions are open")
    await here.press("desk", "1")
    await here.see("desk", "that they are carried over", "Carried over 17 questions")
    await here.press("desk", "Escape")
    for name in ("desk", "presenter", "operator"):
        await here.see(name, "the next session", AFTER)
    await here.see("presenter", "what still waits", "17 waiting")


async def everything_dies(here: House) -> None:
    """Each is ended by kill -9, and each comes back to what it showed."""
    for name in SIZES:
        others = {other: await here.rows(other) for other in PROJECTORS if other != name}
        before = still(name, await here.rows(name))
        await here.terminals.kill(here.screen(name))
        for other, rows in others.items():
            here.check(f"{other}: as it was, without the {name}", rows == await here.rows(other))
        await here.terminals.again(here.screen(name))
        if name == "desk":
            words = (AFTER, "A league table is", "Who checks the")
            await here.see("desk", "back: the session, the pins, the questions", *words)
            continue
        await here.until(name, "back, as before", showing(name, before))
    await the_collector_dies(here)


async def the_collector_dies(here: House) -> None:
    """It is the desk's, and the desk starts another."""
    async with here.store as store:
        held = await store.read(lease.read)
        if held is None:
            raise NotHeldError("nobody collects")
    end(held.pid)
    words = "Written after the collector died"
    person = next(one for one in here.world.story.people if one.server == SERVERS[0])
    text = f"{words} #CouncilsConnect"
    here.publish(Piece(key(words), person, here.world.clock.moment(), text))
    await here.press("desk", "Escape", "2", "g")
    await here.see("desk", "what was written after its collector was killed", words)


async def good_night(here: House) -> None:
    """Every screen is left by its own key."""
    for name in ("desk", "operator"):
        await here.press(name, "q")
    for name in ("presenter", *PROJECTORS):
        await here.press(name, "q")
        await asyncio.sleep(0.3)
        await here.press(name, "q")
    for name in SIZES:
        began = time.monotonic()
        while await here.terminals.is_alive(here.screen(name)):
            if time.monotonic() - began > 30:
                raise NotHeldError(f"{name} does not end\n" + framed(await here.rows(name)))
            await asyncio.sleep(LOOK)
        here.note(f"{name}: left by its key", time.monotonic() - began)


Scene = Callable[[House], Awaitable[None]]
SCENES: Final[Sequence[Scene]] = (
    doors_open,
    people_write,
    questions_come,
    two_are_one,
    one_is_answered,
    cues_are_given,
    posts_on_air,
    panic,
    its_author_deletes_it,
    rules_speak,
    the_next_session,
    everything_dies,
    good_night,
)
