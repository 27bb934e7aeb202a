from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.clock import START
from tests.ui.desk.stage import SOCIAL, desk_on, store_with, until

from backchannel.model.source import Health, State
from backchannel.store import lease, sources


async def test_the_list_of_sources_says_what_is_known_of_old_with_its_age(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        live = Health(SOCIAL.name, "mastodon", State.LIVE, ok_at=START - timedelta(minutes=12))
        await store.write(sources.set_health, live)
        await store.write(lease.release, "tests")
        async with desk_on(store) as (app, pilot):
            await pilot.press("h")
            await until(pilot, lambda: app.shows("last live 12 min ago"))
            assert app.shows("this is what was known")
            assert not app.shows("silent for")
            await store.write(lease.take, "tests", 1, "here")
            await until(pilot, lambda: not app.shows("this is what was known"))
            await until(pilot, lambda: app.shows("silent for 12 min"))
