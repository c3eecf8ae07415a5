"""Lists of a million customers over HTTP: pages, searches, filters, one member's own, and the page about one person."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice

import httpx
import psycopg

from bench.console.crowd import settle_crowd
from bench.figures import Figure, measure
from bench.servers import running_web
from bench.stores import fresh_house, fresh_settings
from siyu import staff
from siyu.runtime.settings import Settings

PEOPLE, STAFF, ROUNDS, PAGE = 1_000_000, 200, 40, 50
_PASSWORD = "measure-the-house-2026"
_FLOOR = "SELECT * FROM customers ORDER BY id DESC LIMIT 50"

_NAMES = ("王伟", "晓东", "李芳", "欣怡", "张敏", "思雨", "陈静", "桂芳")
_PINYIN = ("wangwei", "xiao", "zhangmin", "lxy", "chen", "anran", "wxd", "yang")
_TAILS = ("1234", "8888", "0001", "6317")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is signed in to the console."""

    http: httpx.Client

    def search(self, wanted: Mapping[str, object], cursor: str | None = None) -> httpx.Response:
        """One page of the list."""
        query = {"limit": str(PAGE), **({"cursor": cursor} if cursor else {})}
        return self.http.post("/v1/customers/search", params=query, json=dict(wanted)).raise_for_status()


@measure("console_list_1m_s")
async def lists() -> list[Figure]:
    """The slowest of the 95th percentiles of each part, beside the newest fifty rows in bare SQL."""
    with fresh_settings() as settings:
        began = time.perf_counter()
        async with fresh_house(settings) as house:
            async with house.unit() as uow:
                await settle_crowd(uow, people=PEOPLE, staff=STAFF)
            async with house.unit() as uow:
                await staff.create_user(uow, "chief", _PASSWORD, ["admin"])
                await staff.create_user(uow, "seller", _PASSWORD, ["sales"], 7)
        print(f"  {PEOPLE:,} customers written in {time.perf_counter() - began:.0f} s")
        parts, floor = await asyncio.to_thread(_measure, settings)
    for name, seconds in parts.items():
        print(f"  {name:<22} median {_at(seconds, 0.5) * 1000:7.1f} ms   p95 {_at(seconds, 0.95) * 1000:7.1f} ms")
    slowest = max(_at(seconds, 0.95) for seconds in parts.values())
    return [Figure("console_list_1m_s", slowest, "s", "newest 50 rows in bare SQL", _at(floor, 0.95))]


def _measure(settings: Settings) -> tuple[dict[str, list[float]], list[float]]:
    with running_web(settings) as port, _signed_in(port, "chief") as chief, _signed_in(port, "seller") as seller:
        parts = _parts(chief, seller)
    assert settings.database_url is not None
    with psycopg.connect(settings.database_url.get_secret_value()) as connection:
        floor = [_timed(lambda: connection.execute(_FLOOR).fetchall()) for _ in range(ROUNDS)]
    return parts, floor


def _parts(chief: Caller, seller: Caller) -> dict[str, list[float]]:
    far = _cursor_of_page(chief, 50)
    rare, common = _tags(chief)
    people = [item["id"] for item in chief.search({"text": "王伟"}).json()["items"]]
    asked: dict[str, tuple[Caller, list[dict[str, object]]]] = {
        "first page": (chief, [{}]),
        "name of two letters": (chief, [{"text": name} for name in _NAMES]),
        "one letter": (chief, [{"text": letter} for letter in ("王", "梓", "a", "x")]),
        "pinyin": (chief, [{"text": name} for name in _PINYIN]),
        "note": (chief, [{"text": note} for note in ("团长", "妈妈群")]),
        "phone tail": (chief, [{"text": tail} for tail in _TAILS]),
        "rare tag": (chief, [{"tags_any": [rare]}]),
        "common tag": (chief, [{"tags_any": [common]}]),
        "source": (chief, [{"source": "mini_program"}, {"source": "nowhere"}]),
        "lost": (chief, [{"state": "lost"}]),
        "one member's": (chief, [{"staff_ids": [9]}]),
        "own": (seller, [{}]),
        "own, name": (seller, [{"text": name} for name in (*_NAMES, "王")]),
    }
    parts = {name: _searched(caller, wanted) for name, (caller, wanted) in asked.items()}
    parts["page 50"] = [_timed(lambda: chief.search({}, far)) for _ in range(ROUNDS)]
    parts["tags with counts"] = [_timed(lambda: chief.http.get("/v1/tag-groups")) for _ in range(ROUNDS)]
    parts["one person"] = [_timed(partial(_open_person, chief, person)) for person in islice(cycle(people), ROUNDS)]
    return parts


def _searched(caller: Caller, wanted: Sequence[Mapping[str, object]]) -> list[float]:
    return [_timed(partial(caller.search, one)) for one in islice(cycle(wanted), ROUNDS)]


def _open_person(chief: Caller, person: int) -> None:
    """What the page about one person asks for first, one after the other."""
    for part in ("", "/timeline", "/consents"):
        _ok(chief.http.get(f"/v1/customers/{person}{part}"))


def _ok(answer: httpx.Response) -> httpx.Response:
    return answer.raise_for_status()


def _cursor_of_page(chief: Caller, number: int) -> str:
    cursor = None
    for _ in range(number - 1):
        cursor = chief.search({}, cursor).json()["next_cursor"]
    return str(cursor)


def _tags(chief: Caller) -> tuple[int, int]:
    """The tag that the fewest have and the one that the most have."""
    found = sorted(_ok(chief.http.get("/v1/tags")).json(), key=lambda tag: int(tag["customers"]))
    return int(found[0]["id"]), int(found[-1]["id"])


@contextmanager
def _signed_in(port: int, login: str) -> Iterator[Caller]:
    url = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=url, headers={"origin": url}, timeout=60) as http:
        _ok(http.post("/v1/sign-in", json={"login": login, "password": _PASSWORD}))
        yield Caller(http)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _at(seconds: Sequence[float], share: float) -> float:
    ranked = sorted(seconds)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]
