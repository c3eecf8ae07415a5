"""Call quotas and their block times."""

import asyncio

import httpx
from hypothesis import given
from hypothesis import strategies as st

from simulator.wecom.rates import Window
from tests.builders.simulator import CorpHandle, SimulatorClient
from tests.simulator.conftest import Api

PATH = "department/list"


def codes(api: Api, count: int, path: str = PATH) -> list[int]:
    """Error codes of so many calls."""
    return [int(api.get(path)["errcode"]) for _ in range(count)]


def test_a_minute_excess_blocks_for_a_minute(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    sim.set_clock(speed=0)
    corp.set(per_minute=3)
    assert codes(api, 5) == [0, 0, 0, 45009, 45009]
    assert codes(api, 1, "department/simplelist") == [0]
    sim.set_clock(advance_s=59)
    assert codes(api, 1) == [45009]
    sim.set_clock(advance_s=1)
    assert codes(api, 4) == [0, 0, 0, 45009]


def test_an_hour_excess_blocks_for_an_hour(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    sim.set_clock(speed=0)
    corp.set(per_hour=4)
    assert codes(api, 5) == [0, 0, 0, 0, 45009]
    sim.set_clock(advance_s=3599)
    assert codes(api, 1) == [45009]
    sim.set_clock(advance_s=1)
    assert codes(api, 1) == [0]


def test_an_address_has_its_own_limit_over_all_apis(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    sim.set_clock(speed=0)
    api.get_token()
    sim.ask("DELETE", "/quotas")
    corp.set(ip_per_minute=3)
    assert codes(api, 2) + codes(api, 2, "department/simplelist") == [0, 0, 0, 45009]


def test_single_apis_can_have_a_lower_limit(api: Api, corp: CorpHandle) -> None:
    corp.set(per_path={PATH: 1})
    assert codes(api, 2) == [0, 45009]
    assert codes(api, 2, "department/simplelist") == [0, 0]


async def test_too_many_calls_at_the_same_time_are_refused(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    corp.set(concurrency=2)
    sim.add_fault("slow", PATH, count=None, delay_s=0.3)
    token = api.get_token()["access_token"]
    async with httpx.AsyncClient(base_url=sim.api_base, trust_env=False) as http:
        calls = [http.get(PATH, params={"access_token": token}) for _ in range(5)]
        answers = await asyncio.gather(*calls)
    assert sorted(answer.json()["errcode"] for answer in answers) == [0, 0, 45033, 45033, 45033]


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5))
def test_a_window_never_lets_more_through_than_its_limit(gaps: list[float], limit: int) -> None:
    window, now = Window(), 1000.0
    passed: list[float] = []
    blocked_until = 0.0
    for gap in gaps:
        now += gap
        if window.take(now, 60.0, limit):
            assert now >= blocked_until
            passed.append(now)
        elif now >= blocked_until:
            blocked_until = now + 60.0
    for start in passed:
        # Two neighbouring windows at most overlap any span of one length.
        assert sum(start <= moment < start + 60.0 for moment in passed) <= 2 * limit


def test_calls_are_counted_by_path_and_code(api: Api, corp: CorpHandle) -> None:
    codes(api, 7)
    api.get("user/get", userid="nobody")
    calls = {(row["path"], row["errcode"]): row["count"] for row in corp.books()["calls"]}
    assert calls[PATH, 0] == 7
    assert calls["user/get", 60111] == 1
