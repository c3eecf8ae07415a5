"""A whole product and a simulator as real processes on one folder, set up and ready to be hurt.

with running_company(staff=20) as company:
    friends = company.befriend(1000)
    company.reconcile()
"""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from demo import world as demo_world
from demo.processes import Stack, free_port
from demo.world import ADMIN, CORP, PASSWORD, Api, connect_corp, found_corp, open_accounts
from siyu.apps.stores import database_url
from siyu.customers.jobs import reconcile_corp
from siyu.runtime.database import Database
from siyu.runtime.settings import Settings
from tests.builders.callbacks import CallbackSender
from tests.builders.simulator import CorpHandle, SimulatorClient


def wait_for(what: str, is_so: Callable[[], Any], seconds: float, every: float = 0.5) -> Any:
    """Ask until the answer is truthy; a product that is just being killed may refuse meanwhile.

    Raises TimeoutError that names what was waited for and what went wrong last.
    """
    deadline, trouble = time.monotonic() + seconds, ""
    while time.monotonic() < deadline:
        try:
            if found := is_so():
                return found
        except (httpx.TransportError, psycopg.Error, demo_world.ApiRefused) as error:
            trouble = f" ({type(error).__name__}: {error})"
        time.sleep(every)
    raise TimeoutError(f"{what} did not happen within {seconds:.0f} s{trouble}")


@dataclass
class Company:
    """A running product with one corp: its API, its database for reading, and its corp at the simulator."""

    stack: Stack
    api: Api
    simulator: SimulatorClient
    corp: CorpHandle
    corp_id: int
    callback_url: str
    userids: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The settings the product runs with."""
        return Settings(data_dir=self.stack.folder / "siyu")

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read or prepare rows directly in the product's database, on a connection of its own."""
        with psycopg.connect(database_url(self.settings), connect_timeout=5) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def count(self, statement: str, *values: Any) -> int:
        """The single number a statement gives."""
        return int(self.query(statement, *values)[0][0])

    def befriend(self, count: int) -> list[str]:
        """So many old friends, spread evenly over the staff, of whom no callback tells."""
        return self.corp.befriend_many(count, self.userids, with_unionid=False)

    def reconcile(self, friends: int, *, seconds: float) -> None:
        """Let the product pull the truth and wait until it knows that many relations."""
        asyncio.run(self._order_reconcile())
        wait_for(
            f"knowing {friends} relations",
            lambda: self.count("SELECT count(*) FROM follows WHERE is_live") >= friends,
            seconds,
        )

    async def _order_reconcile(self) -> None:
        async with Database(database_url(self.settings)) as database, database.unit() as uow:
            await uow.enqueue(reconcile_corp, corp_id=self.corp_id)

    def sender(self) -> CallbackSender:
        """Seals callbacks as this corp's WeCom would."""
        return CallbackSender(
            corp=self.corp.corp_id,
            token=self.corp.callback_token,
            aes_key=self.corp.callback_aes_key,
            agent_id=str(self.corp.agent_id),
        )


@contextmanager
def running_company(*, staff: int = 5, seed: int = 1, **settings: str) -> Iterator[Company]:
    """A product and a simulator in a temporary folder, with a corp of so many members; all ends with the block."""
    with tempfile.TemporaryDirectory(prefix="siyu-soak-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        outside = free_port()
        phones = {"SIYU_PHONES_URL": f"http://127.0.0.1:{outside}/phones"}
        stack = Stack(folder, simulator_port=outside, seed=seed, settings={**phones, **settings})
        with ExitStack() as ends:
            ends.callback(_stop, stack)
            stack.start(lambda line: None)
            yield _set_up(stack, staff, ends)


def _stop(stack: Stack) -> None:
    stack.stop()
    for child in (stack.product, stack.simulator):
        if child is not None and child.process is not None and child.process.stdout is not None:
            child.process.stdout.close()


def _set_up(stack: Stack, staff: int, ends: ExitStack) -> Company:
    open_accounts(stack)
    api = Api(stack.product_url)
    ends.callback(api.http.close)
    api.sign_in(ADMIN, PASSWORD)
    founded = found_corp(stack)
    simulator = SimulatorClient(stack.simulator_url)
    ends.callback(simulator.close)
    corp = simulator.corp(CORP)
    if staff > len(demo_world.STAFF):
        corp.add_many_staff(staff - len(demo_world.STAFF))
    corp_id = connect_corp(stack, api, founded)
    userids = [member["userid"] for member in corp.ask("GET", "/staff")][:staff]
    api.ask("POST", "/v1/staff/sync", {"corp_id": corp_id})
    receiver = str(corp.ask("GET", "")["receiver_url"])
    company = Company(stack, api, simulator, corp, corp_id, receiver, userids)
    wait_for(
        "the directory's sync",
        lambda: company.count("SELECT count(*) FROM staff_members WHERE status = 'active'") >= staff,
        60,
    )
    _speak_freely(api)
    return company


def _speak_freely(api: Api) -> None:
    """No quiet hours, no caps, one person approves: what is tested must not depend on the hour of the day."""
    rules = api.ask("GET", "/v1/sending/rules")
    free = {"quiet_from": None, "quiet_to": None, "day_cap": None, "week_cap": None, "month_cap": None}
    api.ask("PUT", "/v1/sending/rules", {**rules, **free, "holdout": 0, "needs_two_people": False})
