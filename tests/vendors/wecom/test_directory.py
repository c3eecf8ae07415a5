"""The directory's calls and their answers."""

import pytest

from siyu.vendors.wecom import WeComError
from tests.vendors.wecom.scripted import Stage, refused

ROOT = {"id": 1, "name": "总部", "department_leader": ["boss"], "parentid": 0, "order": 100000000}
SALES = {"id": 2, "name": "销售部", "parentid": 1, "order": 10}


async def test_departments_are_read_with_their_parents(stage: Stage) -> None:
    stage.line.answers("department/list", {"errcode": 0, "department": [ROOT, SALES]})

    root, sales = await stage.client.directory.list_departments()

    assert (root.name, root.department_leader, sales.parentid) == ("总部", ("boss",), 1)
    assert "id" not in stage.line.calls("department/list")[0].url.params


async def test_a_subtree_is_asked_by_its_top(stage: Stage) -> None:
    await stage.client.directory.list_departments(below=2)

    assert stage.line.calls("department/list")[0].url.params["id"] == "2"


async def test_department_ids_come_under_their_odd_name(stage: Stage) -> None:
    stage.line.answers("department/simplelist", {"errcode": 0, "department_id": [{"id": 2, "parentid": 1}]})

    (one,) = await stage.client.directory.list_department_ids()

    assert (one.id, one.parentid, one.name) == (2, 1, "")


async def test_one_department_is_read(stage: Stage) -> None:
    stage.line.answers("department/get", {"errcode": 0, "department": SALES})

    assert (await stage.client.directory.get_department(2)).name == "销售部"


async def test_a_member_without_phone_and_avatar_is_still_a_member(stage: Stage) -> None:
    flat = {
        "errcode": 0,
        "errmsg": "ok",
        "userid": "zhang",
        "name": "张三",
        "department": [1, 2],
        "status": 1,
    }
    stage.line.answers("user/get", flat)

    member = await stage.client.directory.get_member("zhang")

    assert (member.name, member.department, member.is_active, member.mobile) == ("张三", (1, 2), True, "")
    assert stage.line.calls("user/get")[0].url.params["userid"] == "zhang"


async def test_members_of_a_department_are_listed(stage: Stage) -> None:
    stage.line.answers("user/list", {"errcode": 0, "userlist": [{"userid": "a", "status": 5}]})
    stage.line.answers("user/simplelist", {"errcode": 0, "userlist": [{"userid": "b"}]})

    (detailed,) = await stage.client.directory.list_members(2, recursive=True)
    (brief,) = await stage.client.directory.list_member_names(2)

    assert (detailed.userid, detailed.is_active, brief.userid) == ("a", False, "b")
    query = stage.line.calls("user/list")[0].url.params
    assert (query["department_id"], query["fetch_child"]) == ("2", "1")


async def test_memberships_are_read_over_all_pages(stage: Stage) -> None:
    stage.line.answers(
        "user/list_id",
        {"errcode": 0, "dept_user": [{"userid": "a", "department": 1}], "next_cursor": "c1"},
        {"errcode": 0, "dept_user": [], "next_cursor": "c2"},
        {"errcode": 0, "dept_user": [{"userid": "a", "department": 2}]},
    )

    pairs = [(one.userid, one.department) async for one in stage.client.directory.iterate_memberships()]

    assert pairs == [("a", 1), ("a", 2)]
    assert [body.get("cursor") for body in stage.line.bodies("user/list_id")] == [None, "c1", "c2"]


async def test_a_phone_number_nobody_has_finds_nobody(stage: Stage) -> None:
    stage.line.answers("user/getuserid", refused(46004), {"errcode": 0, "userid": "zhang"}, refused(60011))

    assert await stage.client.directory.find_userid_by_mobile("13800000000") is None
    assert await stage.client.directory.find_userid_by_mobile("13800000000") == "zhang"
    with pytest.raises(WeComError):
        await stage.client.directory.find_userid_by_mobile("13800000000")


async def test_addresses_are_listed_although_the_answer_has_no_code(stage: Stage) -> None:
    stage.line.answers("getcallbackip", {"ip_list": ["203.0.113.1"]})
    stage.line.answers("get_api_domain_ip", {"ip_list": ["203.0.113.2"], "errcode": 0})

    assert await stage.client.directory.list_callback_ips() == ("203.0.113.1",)
    assert await stage.client.directory.list_api_ips() == ("203.0.113.2",)
