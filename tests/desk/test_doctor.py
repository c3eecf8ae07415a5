"""The connection doctor in the console: each line asked for itself, remembered, and told when it turns red."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from siyu import corps, desk
from siyu.apps.doctor.lines import ConsoleExaminer
from siyu.corps import Corp
from siyu.runtime.house import House
from tests.builders.simulator import CorpHandle, SimulatorClient, running_simulator
from tests.desk.conftest import SignedIn


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorClient]:
    folder: Path = tmp_path_factory.mktemp("wecom")
    with running_simulator(folder) as client:
        yield client


@pytest.fixture
async def company(house: House, simulator: SimulatorClient, corp: Corp) -> tuple[CorpHandle, Corp]:
    """A company at WeCom, entered rightly."""
    desk.register_examiner(ConsoleExaminer())
    made = simulator.create_corp()
    made.add_staff("amy", quiet=True)
    setup = corps.CorpSetup(
        name="连接", wecom_corp_id=made.corp_id, api_base=simulator.url, agent_id=made.agent_id,
        secret=SecretStr(made.secret),
    )  # fmt: skip
    return made, await corps.save_corp(house, setup)


async def _check(client: httpx.AsyncClient, corp: Corp, line: str) -> dict[str, Any]:
    answer = await client.post(f"/v1/doctor/{line}/check?corp_id={corp.id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(one for one in answer.json()["lines"] if one["code"] == line)
    return found


async def test_before_anything_is_checked_nothing_is_claimed(
    company: tuple[CorpHandle, Corp], signed_in: SignedIn
) -> None:
    client = await signed_in("root", "admin")
    told = (await client.get(f"/v1/doctor?corp_id={company[1].id}")).json()
    assert {one["state"] for one in told["lines"]} == {"unchecked"}
    assert [one["number"] for one in told["lines"]] == list(range(1, len(told["lines"]) + 1))
    assert told["lines"][2]["waits_for"] == ["corp_id"]


@pytest.mark.parametrize("line", ["corp_id", "secret", "trusted_ip", "contact_api", "tags"])
async def test_a_right_set_up_passes(company: tuple[CorpHandle, Corp], signed_in: SignedIn, line: str) -> None:
    found = await _check(await signed_in("root", "admin"), company[1], line)
    assert (found["state"], found["remedy_zh"], found["red_since"]) == ("pass", None, None)


async def test_a_wrong_secret_is_named_with_its_remedy_and_without_the_secret(
    house: House, simulator: SimulatorClient, company: tuple[CorpHandle, Corp], signed_in: SignedIn
) -> None:
    made, corp = company
    client, colleague = await signed_in("root", "admin"), await signed_in("op", "operator")
    assert (await _check(client, corp, "secret"))["state"] == "pass"
    setup = corps.CorpSetup(
        name="连接", wecom_corp_id=made.corp_id, api_base=simulator.url, agent_id=made.agent_id,
        secret=SecretStr("quite-wrong-secret"),
    )  # fmt: skip
    await corps.save_corp(house, setup)
    house.provide(corps.WeComClients.over(house))
    found = await _check(client, corp, "secret")
    assert (found["state"], found["raw"]["errcode"]) == ("needs_work", 40001)
    assert "Secret" in found["remedy_zh"]
    assert "quite-wrong" not in (await client.get(f"/v1/doctor?corp_id={corp.id}")).text
    todo = (await client.get("/v1/overview/todo")).json()["wrong"]
    assert [(one["code"], one["count"]) for one in todo] == [("connection_red", 1)]
    assert [one["code"] for one in (await client.get("/v1/notices")).json()["items"]] == ["connection_red"]
    assert (await colleague.get("/v1/notices")).json()["items"] == []
    await _check(client, corp, "secret")
    assert (await client.get("/v1/notices")).json()["unread_n"] == 1


async def test_what_nobody_can_do_without_is_not_skipped(company: tuple[CorpHandle, Corp], signed_in: SignedIn) -> None:
    client = await signed_in("root", "admin")
    corp = company[1].id
    assert (await client.post(f"/v1/doctor/secret/skip?corp_id={corp}")).json()["code"] == "desk.doctor_line_needed"
    skipped = (await client.post(f"/v1/doctor/rehearsal/skip?corp_id={corp}")).json()
    assert skipped["lines"][-1]["state"] == "skipped"
    assert (await client.post(f"/v1/doctor/magic/check?corp_id={corp}")).status_code == 404
    assert (await client.post("/v1/doctor/secret/check?corp_id=999")).status_code == 404


async def test_only_administrators_examine(company: tuple[CorpHandle, Corp], signed_in: SignedIn) -> None:
    operator, guide = await signed_in("op", "operator"), await signed_in("amy", "sales")
    corp = company[1].id
    assert (await operator.get(f"/v1/doctor?corp_id={corp}")).status_code == 200
    assert (await operator.post(f"/v1/doctor/secret/check?corp_id={corp}")).status_code == 403
    assert (await guide.get(f"/v1/doctor?corp_id={corp}")).status_code == 403
