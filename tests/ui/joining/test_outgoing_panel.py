"""Drafts and sent: each with its state in words, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

from tests.ui.desk.stage import SOCIAL, DeskApp, remark, typed, until
from tests.ui.joining.stage import DESK, area, rows, writing_desk
from textual.pilot import Pilot

from backchannel.model.outgoing import Sending, Words
from backchannel.store import outgoing, pages, posts
from backchannel.store.store import Store
from backchannel.ui.desk.screen import Desk
from backchannel.ui.joining.compose import Compose
from backchannel.ui.joining.outgoing_panel import OutgoingPanel


async def written(store: Store, text: str = "Yes", reply_to: int | None = None) -> str:
    words = Words(DESK.name, text, reply_to=reply_to)
    return (await store.write(outgoing.write, words, "lena")).id


async def listed(app: DeskApp, pilot: Pilot[None], text: str = "Yes") -> None:
    """The panel is open, and has been read."""
    await pilot.press("O")
    await until(pilot, lambda: isinstance(app.screen, OutgoingPanel) and app.shows(text))


async def test_nothing_written_says_how_one_begins(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, _):
        await listed(app, pilot, "Nothing written yet")
        assert app.shows("r on a post answers it")


async def test_each_says_its_state_and_what_can_be_done(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        post = await store.read(pages.by_number, 1)
        assert post is not None
        await written(store, "A draft", post.place)
        failed, waits, out, lost = [await written(store, text) for text in ("F", "W", "S", "L")]
        for id_ in (failed, waits, out, lost):
            await store.write(outgoing.send, id_)
        await store.write(outgoing.fail, failed, "refused")
        await store.write(outgoing.put_out, out, "https://toot.example/@desk/1")
        await store.write(outgoing.lose, lost, "the answer was lost", store.now())
        await listed(app, pilot, "A draft")
        for said in (
            "answers Ana Example: Remark 1",
            "Enter edits · s sends · x deletes",
            "✕ not sent: refused",
            "Enter edits · s sends again",
            "b takes it back",
            "sent · toot.example/@desk/1",
            "? not sure that it was sent: the answer was lost",
            "s looks for it now",
        ):
            await until(pilot, lambda said=said: app.shows(said))  # type: ignore[misc]  # one by one


async def test_a_draft_is_edited_and_sent_from_there_after_its_preview(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await written(store)
        await listed(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Compose))
        await typed(pilot, "!")
        assert area(app).text == "Yes!"
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("Yes!"))
        await pilot.press("s")
        await until(pilot, lambda: app.shows("Enter sends it"))
        assert [row.state for row in await rows(store)] == [Sending.DRAFT]
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("waits"))
        assert [row.state for row in await rows(store)] == [Sending.WAITING]


async def test_what_waits_is_taken_back(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await store.write(outgoing.send, await written(store))
        await listed(app, pilot)
        await pilot.press("x")
        await until(pilot, lambda: app.shows("It waits to be sent; b takes it back"))
        await pilot.press("b")
        await until(pilot, lambda: app.shows("Taken back; it is a draft again"))
        await store.write(outgoing.send, (await rows(store))[0].id)
        await store.write(outgoing.begin, (await rows(store))[0])
        await until(pilot, lambda: app.shows("being sent"))
        await pilot.press("b")
        await until(pilot, lambda: app.shows("it cannot be taken back here"))


async def test_what_was_deleted_is_brought_back(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await written(store)
        await listed(app, pilot)
        await pilot.press("x")
        await until(pilot, lambda: app.shows("Nothing written yet"))
        assert app.shows("u brings it back")
        await pilot.press("u")
        await until(pilot, lambda: app.shows("Brought back, as a draft"))
        assert [row.words.text for row in await rows(store)] == ["Yes"]


async def test_what_may_be_out_is_not_deleted_but_looked_for(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        id_ = await written(store)
        await store.write(outgoing.send, id_)
        await store.write(outgoing.lose, id_, "the answer was lost", store.now())
        await listed(app, pilot)
        await pilot.press("x")
        await until(pilot, lambda: app.shows("it stays until that is known"))
        await pilot.press("s")
        await until(pilot, lambda: app.shows("It is looked for now"))
        assert len(await rows(store)) == 1


async def test_what_was_sent_leads_to_its_post_and_to_its_page(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        id_ = await written(store, "Mine #ideaperf")
        await store.write(posts.save, SOCIAL, (remark(5, "Mine #ideaperf"),))
        post = await store.read(pages.by_number, 2)
        assert post is not None
        await store.write(outgoing.put_out, id_, "https://toot.example/@desk/1")
        await listed(app, pilot, "sent · toot.example")
        await pilot.press("o")
        await until(pilot, lambda: app.opened == ["https://toot.example/@desk/1"])
        await store.write(outgoing.came_back, id_, post.place)
        panel = app.screen
        assert isinstance(panel, OutgoingPanel)
        await until(pilot, lambda: panel._rows_by_id[id_].post == post.place)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Desk))
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        assert chosen.place == post.place
