"""A worker that is killed in the middle of an import loses nothing and repeats nothing."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from siyu.intake.jobs import run_import
from siyu.runtime.house import House
from tests.conftest import TEST_KEY
from tests.intake.test_imports import upload

_WORKER = """
import asyncio, sys
import httpx
from pathlib import Path
from pydantic import SecretStr
from siyu.intake.jobs import run_import
from siyu.intake.service import run
from siyu.kit.clock import SystemClock
from siyu.runtime.house import open_house
from siyu.runtime.settings import Settings
from siyu.intake import register_import_kind
from tests.intake.conftest import Shells

async def main(url, folder, import_id):
    register_import_kind(Shells())
    run.BATCH_ROWS = 100
    settings = Settings(data_dir=Path(folder), master_key=SecretStr("%s"))
    async with open_house(settings, SystemClock(), database_url=url) as house:
        await run_import.run(house, import_id=int(import_id))

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("fault", ["intake.before_commit:4:exit", "intake.after_batch:4:exit"])
async def test_a_killed_import_goes_on_without_loss_or_repetition(
    client: httpx.AsyncClient, beach: House, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "\n".join(f"s{n},{'x' if n % 10 == 0 else n}" for n in range(1_000))
    ready = await upload(client, beach, f"name,price\n{rows}\n".encode())
    await client.post(f"/v1/imports/{ready['id']}/start")
    worker = [
        sys.executable,
        "-c",
        _WORKER % TEST_KEY,
        beach.database.url,
        str(beach.settings.data_dir),
        str(ready["id"]),
    ]
    root = Path(__file__).parents[2]
    killed = subprocess.run(worker, env={**os.environ, "SIYU_FAULTS": fault}, cwd=root, check=False, timeout=60)
    assert killed.returncode == 137
    cut = (await client.get(f"/v1/imports/{ready['id']}")).json()
    assert cut["state"] == "running"
    assert cut["done_n"] == (300 if "before" in fault else 400)
    monkeypatch.setattr("siyu.intake.service.run.BATCH_ROWS", 100)
    await run_import.run(beach, import_id=ready["id"])
    done = (await client.get(f"/v1/imports/{ready['id']}")).json()
    assert (done["state"], done["accepted_n"], done["rejected_n"], done["duplicate_n"]) == ("done", 900, 100, 0)
    async with beach.unit() as uow:
        counted = await uow.execute(
            text("SELECT (SELECT count(*) FROM shells), (SELECT count(*) FROM import_rejections)")
        )
        assert tuple(counted.one()) == (900, 100)
