"""Live codes, corp tags and customer groups."""

from datetime import UTC, datetime

import httpx
import pytest

from siyu.vendors.wecom import ContactWaySpec, InvalidRequest, JoinWaySpec, NewTag, OutcomeUnknown, Scene
from tests.vendors.wecom.scripted import Stage

WAY = "externalcontact/add_contact_way"
JOIN = "externalcontact/groupchat/add_join_way"


async def test_a_code_for_one_member_is_single(stage: Stage) -> None:
    stage.line.answers(WAY, {"errcode": 0, "config_id": "42b3", "qr_code": "http://p.qpic.cn/x"})

    made = await stage.client.contact_ways.create(ContactWaySpec(users=("zhang",), state="spring", remark="春"))

    assert (made.config_id, made.qr_code) == ("42b3", "http://p.qpic.cn/x")
    assert stage.line.bodies(WAY) == [
        {"type": 1, "scene": 2, "remark": "春", "skip_verify": True, "state": "spring", "user": ["zhang"]}
    ]


async def test_a_code_for_several_or_a_department_is_multi(stage: Stage) -> None:
    stage.line.answers(WAY, *[{"errcode": 0, "config_id": "c"}] * 2)

    await stage.client.contact_ways.create(ContactWaySpec(users=("a", "b"), is_exclusive=True))
    await stage.client.contact_ways.create(
        ContactWaySpec(users=("a",), parties=(2,), scene=Scene.MINI_PROGRAM, style=1)
    )

    first, second = stage.line.bodies(WAY)
    assert (first["type"], first["party"], first["is_exclusive"]) == (2, [], True)
    assert (second["type"], second["party"], second["scene"], second["style"]) == (2, [2], 1, 1)


@pytest.mark.parametrize(
    "spec",
    [
        ContactWaySpec(),
        ContactWaySpec(users=tuple(f"u{number}" for number in range(101))),
        ContactWaySpec(users=("a",), state="x" * 31),
        ContactWaySpec(users=("a",), remark="汉" * 31),
    ],
    ids=["nobody", "too many", "long state", "long remark"],
)
async def test_an_impossible_code_is_not_sent(stage: Stage, spec: ContactWaySpec) -> None:
    with pytest.raises(InvalidRequest):
        await stage.client.contact_ways.create(spec)
    with pytest.raises(InvalidRequest):
        await stage.client.contact_ways.update("c", spec)

    assert stage.line.asked == []


async def test_a_code_is_read_changed_listed_and_deleted(stage: Stage) -> None:
    ways = stage.client.contact_ways
    stage.line.answers(
        "externalcontact/get_contact_way",
        {"errcode": 0, "contact_way": {"config_id": "c", "type": 2, "user": ["a", "b"], "state": "s"}},
    )
    stage.line.answers(
        "externalcontact/list_contact_way",
        {"errcode": 0, "contact_way": [{"config_id": "c"}], "next_cursor": "n"},
        {"errcode": 0, "contact_way": [{"config_id": "d"}]},
    )
    since = datetime(2026, 9, 1, tzinfo=UTC)

    assert (await ways.get("c")).user == ("a", "b")
    await ways.update("c", ContactWaySpec(users=("a",)))
    assert [one async for one in ways.iterate_ids(since=since)] == ["c", "d"]
    await ways.delete("c")

    listing = stage.line.bodies("externalcontact/list_contact_way")
    assert listing[0] == {"start_time": int(since.timestamp()), "limit": 100}
    assert stage.line.bodies("externalcontact/update_contact_way")[0]["user"] == ["a"]
    assert stage.line.bodies("externalcontact/del_contact_way") == [{"config_id": "c"}]


async def test_a_group_code_goes_its_whole_way(stage: Stage) -> None:
    ways = stage.client.contact_ways
    stage.line.answers(JOIN, {"errcode": 0, "config_id": "j"})
    stage.line.answers(
        "externalcontact/groupchat/get_join_way",
        {"errcode": 0, "join_way": {"config_id": "j", "chat_id_list": ["wr1"], "qr_code": "http://q"}},
    )
    spec = JoinWaySpec(chat_ids=("wr1",), room_base_name="春", room_base_id=3)

    assert await ways.create_join(spec) == "j"
    assert (await ways.get_join("j")).qr_code == "http://q"
    await ways.update_join("j", JoinWaySpec(chat_ids=("wr1", "wr2"), auto_create_room=False))
    await ways.delete_join("j")

    made = stage.line.bodies(JOIN)[0]
    changed = stage.line.bodies("externalcontact/groupchat/update_join_way")[0]
    assert (made["scene"], made["auto_create_room"], made["room_base_id"]) == (2, 1, 3)
    assert (changed["config_id"], changed["auto_create_room"], len(changed["chat_id_list"])) == ("j", 0, 2)


@pytest.mark.parametrize("chats", [(), ("1", "2", "3", "4", "5", "6")])
async def test_a_group_code_needs_one_to_five_groups(stage: Stage, chats: tuple[str, ...]) -> None:
    with pytest.raises(InvalidRequest, match="chat_ids"):
        await stage.client.contact_ways.create_join(JoinWaySpec(chat_ids=chats))


async def test_tag_groups_are_listed(stage: Stage) -> None:
    path = "externalcontact/get_corp_tag_list"
    tag = {"id": "et2", "name": "高意向", "create_time": 1557838797, "order": 1}
    group = {"group_id": "et1", "group_name": "意向", "tag": [tag, {"id": "et3", "deleted": True}]}
    stage.line.answers(path, {"errcode": 0, "tag_group": [group]})

    (found,) = await stage.client.tags.list_groups()
    await stage.client.tags.list_groups(tag_ids=["et2"], group_ids=["et1"])
    await stage.client.tags.list_groups(group_ids=["et1"])

    assert (found.group_name, found.tag[0].name, found.tag[1].deleted) == ("意向", "高意向", True)
    assert stage.line.bodies(path) == [{}, {"tag_id": ["et2"]}, {"group_id": ["et1"]}]


async def test_tags_are_added_by_group_name_or_id(stage: Stage) -> None:
    path = "externalcontact/add_corp_tag"
    made = {"group_id": "et1", "group_name": "意向", "tag": [{"id": "et2", "name": "高"}]}
    stage.line.answers(path, *[{"errcode": 0, "tag_group": made}] * 2)

    group = await stage.client.tags.add([NewTag("高", 2)], group_name="意向", order=5)
    await stage.client.tags.add([NewTag("中")], group_id="et1")

    assert [tag.id for tag in group.tag] == ["et2"]
    assert stage.line.bodies(path) == [
        {"group_name": "意向", "order": 5, "tag": [{"name": "高", "order": 2}]},
        {"group_id": "et1", "tag": [{"name": "中"}]},
    ]


async def test_impossible_tag_calls_are_not_sent(stage: Stage) -> None:
    tags = stage.client.tags
    for impossible in (
        tags.add([], group_name="g"),
        tags.add([NewTag("t")]),
        tags.add([NewTag("汉" * 31)], group_name="g"),
        tags.add([NewTag("")], group_name="g"),
        tags.edit("et1"),
        tags.delete(),
        tags.mark("zhang", "wm1"),
    ):
        with pytest.raises(InvalidRequest):
            await impossible

    assert stage.line.asked == []


async def test_tags_are_renamed_deleted_and_marked(stage: Stage) -> None:
    tags = stage.client.tags

    await tags.edit("et1", name="新", order=0)
    await tags.delete(tag_ids=["et2"])
    await tags.delete(group_ids=["et1"])
    await tags.mark("zhang", "wm1", add=["et2"])
    await tags.mark("zhang", "wm1", remove=["et3"])

    assert stage.line.bodies("externalcontact/edit_corp_tag") == [{"id": "et1", "name": "新", "order": 0}]
    assert stage.line.bodies("externalcontact/del_corp_tag") == [{"tag_id": ["et2"]}, {"group_id": ["et1"]}]
    assert stage.line.bodies("externalcontact/mark_tag") == [
        {"userid": "zhang", "external_userid": "wm1", "add_tag": ["et2"]},
        {"userid": "zhang", "external_userid": "wm1", "remove_tag": ["et3"]},
    ]


async def test_adding_tags_is_a_create(stage: Stage) -> None:
    stage.line.answers("externalcontact/add_corp_tag", httpx.ReadTimeout("slow"))

    with pytest.raises(OutcomeUnknown):
        await stage.client.tags.add([NewTag("高")], group_name="意向")


async def test_groups_are_asked_by_a_hundred_owners_at_a_time(stage: Stage) -> None:
    path = "externalcontact/groupchat/list"
    stage.line.answers(
        path,
        {"errcode": 0, "group_chat_list": [{"chat_id": "wr1", "status": 0}], "next_cursor": "c"},
        {"errcode": 0, "group_chat_list": [{"chat_id": "wr2", "status": 1}]},
        {"errcode": 0, "group_chat_list": []},
        {"errcode": 0, "group_chat_list": [{"chat_id": "wr3"}]},
    )

    found = [one.chat_id async for one in stage.client.groups.iterate(owners=[f"u{n}" for n in range(120)])]
    everyone = [one.chat_id async for one in stage.client.groups.iterate(status=1)]

    assert (found, everyone) == (["wr1", "wr2"], ["wr3"])
    bodies = stage.line.bodies(path)
    assert [len(body["owner_filter"]["userid_list"]) for body in bodies[:3]] == [100, 100, 20]
    assert bodies[3] == {"limit": 1000, "status_filter": 1}


async def test_a_group_is_read_with_its_people(stage: Stage) -> None:
    external = {
        "userid": "wm1",
        "type": 2,
        "join_time": 1605171726,
        "join_scene": 3,
        "state": "s",
        "unionid": "o",
    }
    member = {"userid": "zhang", "type": 1, "join_time": 1605171726, "invitor": {"userid": "jack"}}
    group = {
        "chat_id": "wr1",
        "name": "",
        "owner": "zhang",
        "create_time": 1572505490,
        "member_list": [member, external],
        "admin_list": [{"userid": "sam"}],
        "member_version": "v1",
    }
    stage.line.answers("externalcontact/groupchat/get", {"errcode": 0, "group_chat": group})
    stage.line.answers("externalcontact/opengid_to_chatid", {"errcode": 0, "chat_id": "wr1"})

    found = await stage.client.groups.get("wr1")

    assert [one.type for one in found.member_list] == [1, 2]
    assert found.member_list[0].invitor is not None
    assert (found.member_list[1].state, found.admin_list[0].userid, found.member_version) == (
        "s",
        "sam",
        "v1",
    )
    assert await stage.client.groups.find_chat_id("opengid") == "wr1"
