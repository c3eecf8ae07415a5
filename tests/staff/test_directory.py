"""The directory converges to WeCom's truth, by sync and by callback, and says what changed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from siyu.corps import Corp, CorpSetup, WeComClients, save_corp
from siyu.kit.clock import ManualClock
from siyu.runtime.house import House
from siyu.staff import (
    DirectoryReport,
    StaffStatus,
    apply_directory_change,
    ensure_member,
    find_member,
    meet_expected,
    sync_directory,
)
from tests.builders.simulator import CorpHandle, SimulatorClient, running_simulator
from tests.staff.conftest import SignedIn


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorClient]:
    with running_simulator(tmp_path_factory.mktemp("outside")) as running:
        yield running


@pytest.fixture
def outside(simulator: SimulatorClient) -> CorpHandle:
    """A company at WeCom: HQ 1 > region > two shops, with people in them."""
    company = simulator.create_corp()
    region = company.add_department("华东")
    shop = company.add_department("一店", parent_id=region)
    other = company.add_department("二店", parent_id=region)
    company.add_staff("Boss", name="老板", departments=[region])
    company.add_staff("amy", name="艾米", departments=[shop])
    company.add_staff("ben", name="本", departments=[other, shop])
    return company


@pytest.fixture
async def ours(house: House, simulator: SimulatorClient, outside: CorpHandle) -> Corp:
    house.provide(WeComClients.over(house))
    setup = CorpSetup(
        name="示例", wecom_corp_id=outside.corp_id, api_base=simulator.url, secret=SecretStr(outside.secret)
    )
    return await save_corp(house, setup)


async def events(house: House) -> list[tuple[str, dict[str, Any]]]:
    async with house.unit() as uow:
        rows = (await uow.execute(text("SELECT name, properties FROM events ORDER BY id"))).all()
    return [(row.name, row.properties) for row in rows]


async def kinds(house: House) -> list[str]:
    return [str(properties.get("kind", name)) for name, properties in await events(house)]


async def member(house: House, corp: Corp, userid: str) -> Any:
    async with house.unit() as uow:
        return await ensure_member(uow, corp_id=corp.id, userid=userid)


async def change(house: House, corp: Corp, kind: str, **fields: str) -> bool:
    async with house.unit() as uow:
        return await apply_directory_change(uow, corp.id, {"ChangeType": kind, **fields}, occurred_at=uow.now())


async def test_a_pull_brings_everyone_and_a_second_one_changes_nothing(house: House, ours: Corp) -> None:
    first = await sync_directory(house, ours.id)
    second = await sync_directory(house, ours.id)

    assert (first.departments, first.members, first.joined) == (4, 3, 3)
    assert second == DirectoryReport(departments=4, members=3)
    assert await kinds(house) == ["joined"] * 3
    amy = await member(house, ours, "AMY")
    assert (amy.name, amy.status, len(amy.department_ids)) == ("艾米", StaffStatus.ACTIVE, 1)


async def test_a_pull_notices_moves_suspensions_and_departures(
    house: House, ours: Corp, outside: CorpHandle, clock: ManualClock
) -> None:
    await sync_directory(house, ours.id)
    before = await member(house, ours, "amy")
    clock.advance(timedelta(minutes=1))
    outside.change_staff("amy", departments=[1])
    outside.change_staff("ben", status=2)
    outside.dismiss_staff("Boss")

    report = await sync_directory(house, ours.id)

    assert (report.moved, report.suspended, report.left) == (1, 1, 1)
    told = (await events(house))[3:]
    assert {name: properties for name, properties in told if name == "staff_left"} == {"staff_left": {}}
    moved = next(properties for _, properties in told if properties.get("kind") == "moved")
    assert moved == {"kind": "moved", "from_dept": before.department_ids[0], "dept": 1}
    assert (await member(house, ours, "boss")).status is StaffStatus.LEFT
    assert (await member(house, ours, "ben")).status is StaffStatus.DISABLED


async def test_a_smaller_visible_scope_is_no_departure(
    house: House, ours: Corp, outside: CorpHandle, clock: ManualClock
) -> None:
    await sync_directory(house, ours.id)
    clock.advance(timedelta(minutes=1))
    outside.set_credential("app", visible_users=["amy"], visible_departments=[])

    report = await sync_directory(house, ours.id)

    assert report.left == 0
    assert (await member(house, ours, "boss")).status is StaffStatus.ACTIVE


async def test_a_sync_that_is_cut_changes_nothing_and_the_next_one_converges(
    house: House, ours: Corp, simulator: SimulatorClient
) -> None:
    simulator.add_fault("errcode", "user/list", code=48002, count=1)
    with pytest.raises(Exception, match="48002"):
        await sync_directory(house, ours.id)
    assert await events(house) == []

    assert (await sync_directory(house, ours.id)).joined == 3


async def test_someone_only_named_by_a_callback_gets_a_place_and_is_met_later(house: House, ours: Corp) -> None:
    expected = await member(house, ours, "Amy")
    again = await member(house, ours, "aMY")
    assert expected == again
    assert expected.status is StaffStatus.EXPECTED

    assert await meet_expected(house) == 1

    async with house.unit() as uow:
        met = await find_member(uow, expected.id)
    assert met is not None
    assert (met.name, met.status, met.userid) == ("艾米", StaffStatus.ACTIVE, "amy")
    assert await meet_expected(house) == 0


async def test_someone_named_who_is_gone_already_is_a_leaver(house: House, ours: Corp) -> None:
    await member(house, ours, "ghost")

    await meet_expected(house)

    assert (await member(house, ours, "ghost")).status is StaffStatus.LEFT


@pytest.mark.feature("ST-07")
async def test_a_leavers_account_is_closed_and_the_closing_is_on_record(
    house: House, ours: Corp, outside: CorpHandle, signed_in: SignedIn, clock: ManualClock
) -> None:
    admin = await signed_in("root-admin", "admin")
    assert (await admin.post("/v1/staff/sync", json={"corp_id": ours.id})).json()["joined"] == 3
    amy = await signed_in("amy", "sales", staff_id=(await member(house, ours, "amy")).id)
    assert (await amy.get("/v1/me")).status_code == 200
    clock.advance(timedelta(minutes=1))
    outside.dismiss_staff("amy")

    report = await admin.post("/v1/staff/sync", json={"corp_id": ours.id})

    assert (report.json()["left"], report.json()["accounts_closed"]) == (1, 1)
    assert (await amy.get("/v1/me")).status_code == 401
    closed = (await admin.get("/v1/users", params={"is_active": False})).json()["items"]
    assert [user["login"] for user in closed] == ["amy"]
    trail = (await admin.get("/v1/audit", params={"action": "staff.account_closed"})).json()["items"]
    assert [entry["object_id"] for entry in trail] == [str(closed[0]["id"])]


async def test_a_refusal_of_wecom_is_told_in_words(ours: Corp, outside: CorpHandle, signed_in: SignedIn) -> None:
    admin = await signed_in("root-admin", "admin")
    outside.set(trusted_ips=["10.0.0.1"])

    refused = await admin.post("/v1/staff/sync", json={"corp_id": ours.id})

    assert (refused.status_code, refused.json()["code"]) == (503, "staff.directory_unavailable")


async def test_callbacks_of_a_life_at_work(house: House, corp: Corp, clock: ManualClock) -> None:
    await change(house, corp, "create_user", UserID="amy", Name="艾米", Department="2,3", MainDepartment="3")
    clock.advance(timedelta(minutes=1))
    await change(house, corp, "update_user", UserID="amy", NewUserID="Amy.Wang", Department="4")
    renamed = await member(house, corp, "amy.wang")
    clock.advance(timedelta(minutes=1))
    await change(house, corp, "delete_user", UserID="Amy.Wang")
    clock.advance(timedelta(minutes=1))
    await change(house, corp, "create_user", UserID="amy.wang", Name="艾米", Department="4")
    clock.advance(timedelta(minutes=1))
    await change(house, corp, "delete_user", UserID="amy.wang")

    assert renamed.department_ids == (4,)
    assert (await member(house, corp, "AMY.WANG")).id == renamed.id
    assert await kinds(house) == ["joined", "moved", "staff_left", "joined", "staff_left"]


async def test_a_late_callback_does_not_bring_a_leaver_back(house: House, corp: Corp, clock: ManualClock) -> None:
    hired = clock.now()
    clock.advance(timedelta(minutes=5))
    await change(house, corp, "delete_user", UserID="amy")
    async with house.unit() as uow:
        late = {"ChangeType": "create_user", "UserID": "amy", "Name": "艾米", "Department": "1"}
        await apply_directory_change(uow, corp.id, late, occurred_at=hired)

    assert (await member(house, corp, "amy")).status is StaffStatus.LEFT
    assert await kinds(house) == ["staff_left"]


async def test_the_same_callback_twice_is_one_fact(house: House, corp: Corp) -> None:
    for _ in range(2):
        await change(house, corp, "create_user", UserID="amy", Name="艾米", Department="2")
    for _ in range(2):
        await change(house, corp, "delete_user", UserID="amy")

    assert await kinds(house) == ["joined", "staff_left"]


@pytest.mark.parametrize(
    "fields",
    [
        {"ChangeType": "update_tag", "TagId": "1"},
        {"ChangeType": "create_user"},
        {"ChangeType": "create_party", "Id": "x"},
        {},
    ],
)
async def test_what_is_not_ours_or_not_readable_is_left_alone(house: House, corp: Corp, fields: dict) -> None:
    async with house.unit() as uow:
        assert not await apply_directory_change(uow, corp.id, fields)
    assert await events(house) == []


async def test_children_find_their_place_when_the_parent_comes_late(
    house: House, corp: Corp, signed_in: SignedIn
) -> None:
    await change(house, corp, "create_party", Id="3", ParentId="2", Name="一店")
    await change(house, corp, "create_user", UserID="amy", Name="艾米", Department="3")
    await change(house, corp, "create_party", Id="2", ParentId="1", Name="华东")
    admin = await signed_in("root-admin", "admin")

    below = (await admin.get("/v1/staff", params={"department_id": 2})).json()["items"]
    tree = (await admin.get("/v1/departments", params={"corp_id": corp.id})).json()

    assert [one["userid"] for one in below] == ["amy"]
    assert {node["id"]: node["parent_id"] for node in tree} == {2: None, 3: 2}
    await change(house, corp, "delete_party", Id="3")
    assert len((await admin.get("/v1/departments", params={"corp_id": corp.id})).json()) == 1
