"""Every area of the client against a server that speaks WeCom's protocol and keeps its rules."""

from datetime import UTC, datetime, timedelta

import pytest

from siyu.vendors.wecom import (
    ChatType,
    ContactWaySpec,
    CredentialKind,
    ImageAttachment,
    LinkAttachment,
    MassSendSpec,
    MediaKind,
    MessageContent,
    NewTag,
    SendStatus,
    UploadedFile,
    WeComError,
)
from tests.vendors.wecom.against import Meeting

PNG = UploadedFile("图.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64, "image/png")
HELLO = MessageContent("你好 🎁")


async def refused_with(awaitable: object) -> int:
    with pytest.raises(WeComError) as error:
        await awaitable  # type: ignore[misc]
    assert error.value.hint
    return error.value.code


async def test_the_directory_is_read(met: Meeting) -> None:
    sales = met.corp.add_department("销售部")
    met.corp.add_staff("cai", name="蔡 🎁", departments=[sales], mobile="13800000001")
    directory = met.client.directory

    departments = {one.id: one.name for one in await directory.list_departments()}
    members = {one.userid: one for one in await directory.list_members(1, recursive=True)}

    assert departments[sales] == "销售部"
    assert {one.id for one in await directory.list_department_ids(below=sales)} == {sales}
    assert (await directory.get_department(sales)).parentid == 1
    assert (members["cai"].name, members["cai"].department, members["cai"].mobile) == ("蔡 🎁", (sales,), "")
    assert [one.userid for one in await directory.list_member_names(sales)] == ["cai"]
    assert (await directory.get_member("CAI")).userid == "cai"
    assert await directory.find_userid_by_mobile("13800000001") == "cai"
    assert await directory.find_userid_by_mobile("13800000009") is None
    assert await directory.list_callback_ips() == await directory.list_api_ips() == ("127.0.0.1",)


async def test_unknown_members_and_departments_are_refused(met: Meeting) -> None:
    assert await refused_with(met.client.directory.get_member("nobody")) == 60111
    assert await refused_with(met.client.directory.get_department(99)) == 60123
    assert await refused_with(met.client.directory.list_members(99)) == 60003


async def test_memberships_need_the_directory_secret(met: Meeting) -> None:
    directory = met.speak_as(secret=met.corp.contacts_secret, kind=CredentialKind.DIRECTORY).directory

    pairs = {(one.userid, one.department) async for one in directory.iterate_memberships()}

    assert pairs == {("amy", 1), ("bob", 1)}
    with pytest.raises(WeComError) as error:
        _ = [one async for one in met.client.directory.iterate_memberships()]
    assert error.value.code == 48002


async def test_members_outside_the_visible_scope_are_refused(met: Meeting) -> None:
    met.corp.set_credential(visible_users=["amy"])

    assert await refused_with(met.client.directory.get_member("bob")) == 60011
    assert await met.client.contacts.list_follow_members() == ("amy",)


async def test_customers_and_relations_are_read(met: Meeting) -> None:
    contacts = met.client.contacts
    meeting = met.corp.scan(userid="amy", customer={"name": "李四🎁", "unionid": "o-1"})
    met.corp.scan(userid="bob", customer={"external_userid": meeting.external_userid})

    customer = await contacts.get_customer(meeting.external_userid)

    assert set(await contacts.list_follow_members()) == {"amy", "bob"}
    assert await contacts.list_customer_ids("amy") == (meeting.external_userid,)
    assert (customer.external_contact.name, customer.external_contact.unionid) == ("李四🎁", "o-1")
    assert {one.userid for one in customer.follow_user} == {"amy", "bob"}
    assert all(one.createtime is not None and one.add_way == 1 for one in customer.follow_user)


async def test_a_member_without_customers_has_none(met: Meeting) -> None:
    assert await met.client.contacts.list_customer_ids("amy") == ()
    assert [one async for one in met.client.contacts.iterate_customers_of(["amy", "bob"])] == []


async def test_unknown_customers_are_refused(met: Meeting) -> None:
    stranger = met.corp.add_customer()

    assert await refused_with(met.client.contacts.get_customer("wm-nobody")) == 40096
    assert await refused_with(met.client.contacts.remark("amy", stranger, remark="x")) == 84061


async def test_all_relations_of_120_members_come_once_each(met: Meeting) -> None:
    staff = met.corp.add_many_staff(120)
    met.corp.befriend_many(700, staff)

    found = [
        (one.follow_info.userid, one.external_contact.external_userid)
        async for one in met.client.contacts.iterate_customers_of(staff)
    ]

    truth = {(row["userid"], row["external_userid"]) for row in met.corp.relations()}
    assert len(found) == len(set(found)) == 700
    assert set(found) == truth


async def test_a_remark_arrives(met: Meeting) -> None:
    customer = met.corp.scan(userid="amy").external_userid

    await met.client.contacts.remark("amy", customer, remark="老客", description="喜欢\n茶", mobiles=["13800000001"])

    (follow,) = (await met.client.contacts.get_customer(customer)).follow_user
    assert (follow.remark, follow.description, follow.remark_mobiles) == ("老客", "喜欢\n茶", ("13800000001",))
    await met.client.contacts.remark("amy", customer, mobiles=[])
    (follow,) = (await met.client.contacts.get_customer(customer)).follow_user
    assert (follow.remark, follow.remark_mobiles) == ("老客", ())


async def test_a_live_code_brings_its_state(met: Meeting) -> None:
    ways = met.client.contact_ways
    made = await ways.create(ContactWaySpec(users=("amy", "bob"), state="spring", remark="春"))

    customer = met.corp.scan(config_id=made.config_id).external_userid
    way = await ways.get(made.config_id)

    assert made.qr_code.startswith("http")
    assert (way.type, way.state, way.remark, set(way.user)) == (2, "spring", "春", {"amy", "bob"})
    assert (await met.client.contacts.get_customer(customer)).follow_user[0].state == "spring"


async def test_a_live_code_is_changed_and_deleted(met: Meeting) -> None:
    ways = met.client.contact_ways
    made = await ways.create(ContactWaySpec(users=("amy",), state="a"))

    await ways.update(made.config_id, ContactWaySpec(users=("bob",), state="b"))
    assert (await ways.get(made.config_id)).user == ("bob",)
    await ways.delete(made.config_id)

    assert await refused_with(ways.get(made.config_id)) == 41044
    assert await refused_with(ways.create(ContactWaySpec(users=("nobody",)))) in (40003, 60111)


async def test_230_live_codes_are_listed_over_their_pages(met: Meeting) -> None:
    ways = met.client.contact_ways
    made = [(await ways.create(ContactWaySpec(users=("amy",), state=str(n)))).config_id for n in range(230)]

    listed = [one async for one in ways.iterate_ids()]

    assert sorted(listed) == sorted(made)
    assert met.answered("externalcontact/list_contact_way") == {0: 3}


async def test_tags_live_their_whole_life(met: Meeting) -> None:
    tags = met.client.tags
    group = await tags.add([NewTag("高", 2), NewTag("低", 1)], group_name="意向")
    high, low = (tag.id for tag in sorted(group.tag, key=lambda tag: -tag.order))
    customer = met.corp.scan(userid="amy").external_userid

    await tags.edit(high, name="很高")
    await tags.mark("amy", customer, add=[high, low])
    await tags.mark("amy", customer, remove=[low])
    (follow,) = (await met.client.contacts.get_customer(customer)).follow_user
    (row,) = [one async for one in met.client.contacts.iterate_customers_of(["amy"])]

    assert follow.tag_ids == row.follow_info.tag_ids == (high,)
    assert follow.tags[0].tag_name == "很高"
    assert {tag.name for tag in (await tags.list_groups(group_ids=[group.group_id]))[0].tag} == {"很高", "低"}
    await tags.delete(group_ids=[group.group_id])
    assert await tags.list_groups() == ()


async def test_tags_refuse_what_cannot_be(met: Meeting) -> None:
    tags = met.client.tags
    group = await tags.add([NewTag("高")], group_name="意向")
    stranger = met.corp.add_customer()

    assert await refused_with(tags.add([NewTag("高")], group_id=group.group_id)) == 40071
    assert await refused_with(tags.delete(tag_ids=["et-nothing"])) == 40068
    assert await refused_with(tags.mark("amy", stranger, add=[group.tag[0].id])) == 84061


async def test_groups_are_listed_and_read(met: Meeting) -> None:
    customer = met.corp.scan(userid="amy", customer={"name": "李四"}).external_userid
    chat_id = met.corp.add_group("amy", "春季群", members=[customer])
    other = met.corp.add_group("bob", "夏季群")
    groups = met.client.groups

    found = await groups.get(chat_id)

    assert {one.chat_id async for one in groups.iterate()} == {chat_id, other}
    assert [one.chat_id async for one in groups.iterate(owners=["bob"])] == [other]
    assert (found.name, found.owner) == ("春季群", "amy")
    assert {(one.userid, one.type) for one in found.member_list} == {("amy", 1), (customer, 2)}
    assert found.member_version
    assert await refused_with(groups.get("wr-nothing")) == 40050


async def test_a_welcome_is_delivered_with_its_picture_and_only_once(met: Meeting) -> None:
    media = await met.client.media.upload(MediaKind.IMAGE, PNG)
    meeting = met.corp.scan(userid="amy")
    content = MessageContent(
        "你好 🎁", [ImageAttachment(media_id=media.media_id), LinkAttachment(title="券", url="https://x.example")]
    )

    await met.client.welcome.send(meeting.welcome_code, content)

    (effect,) = met.corp.effects(kind="welcome")
    assert effect["key"] == meeting.external_userid
    assert await refused_with(met.client.welcome.send(meeting.welcome_code, HELLO)) == 41051
    assert await refused_with(met.client.welcome.send("no-such-code", HELLO)) == 41050
    late = met.corp.scan(userid="bob").welcome_code
    met.sim.set_clock(advance_s=21)
    try:
        assert await refused_with(met.client.welcome.send(late, HELLO)) == 41050
    finally:
        met.sim.set_clock(real=True)


async def test_a_mass_send_goes_from_creation_to_results(met: Meeting) -> None:
    send = met.client.mass_send
    friends = met.corp.befriend_many(1500, ["amy"])
    met.corp.set(dispatch_delay_s=0)
    started = datetime.now(UTC) - timedelta(minutes=1)

    made = await send.create(MassSendSpec(content=HELLO, external_userids=[*friends, "wm-stranger"], sender="amy"))
    before = [task async for task in send.iterate_tasks(made.msgid)]
    met.corp.delete("amy", friends[0], by="customer")
    met.corp.confirm(msgid=made.msgid)
    after = [task async for task in send.iterate_tasks(made.msgid)]
    results = [one async for one in send.iterate_results(made.msgid, "amy")]
    until = datetime.now(UTC) + timedelta(minutes=1)
    listed = [one async for one in send.iterate_messages(ChatType.SINGLE, since=started, until=until)]

    assert made.fail_list == ("wm-stranger",)
    assert [(task.userid, task.is_sent) for task in before] == [("amy", False)]
    assert [(task.userid, task.is_sent) for task in after] == [("amy", True)]
    statuses = [SendStatus(one.status) for one in results]
    assert (len(results), len({one.external_userid for one in results})) == (1500, 1500)
    assert (statuses.count(SendStatus.SENT), statuses.count(SendStatus.NOT_A_FRIEND)) == (1499, 1)
    assert [(one.msgid, one.content) for one in listed] == [(made.msgid, "你好 🎁")]


async def test_a_mass_send_in_dispatch_says_later_and_a_cancelled_one_says_so(met: Meeting) -> None:
    send = met.client.mass_send
    (friend,) = met.corp.befriend_many(1, ["amy"])
    met.corp.set(dispatch_delay_s=600)
    made = await send.create(MassSendSpec(content=HELLO, external_userids=[friend]))

    with pytest.raises(WeComError) as later:
        _ = [task async for task in send.iterate_tasks(made.msgid)]
    met.corp.set(dispatch_delay_s=0)
    quick = await send.create(MassSendSpec(content=MessageContent("二"), external_userids=[friend]))
    await send.remind(quick.msgid)
    await send.cancel(quick.msgid)

    assert (later.value.code, later.value.is_retryable) == (41063, True)
    assert await refused_with(send.remind(quick.msgid)) == 41093
    assert await refused_with(send.create(MassSendSpec(content=HELLO, external_userids=["wm-x"]))) == 41048


async def test_media_go_up_and_come_down(met: Meeting) -> None:
    media = await met.client.media.upload(MediaKind.IMAGE, PNG)

    back = await met.client.media.download(media.media_id)
    url = await met.client.media.upload_image(PNG)

    assert back.content == PNG.content
    assert media.created_at is not None
    assert url.startswith("http")
    assert await refused_with(met.client.media.download("no-such-id")) == 40007


async def test_strict_servers_never_see_an_escape(met: Meeting) -> None:
    met.corp.set(strict_escapes=True)
    customer = met.corp.scan(userid="amy").external_userid

    await met.client.contacts.remark("amy", customer, remark="王\x01小\ud83d明\u2028🎁", description='引"号\\n\t')

    (follow,) = (await met.client.contacts.get_customer(customer)).follow_user
    assert (follow.remark, follow.description) == ("王小明\u2028🎁", '引"号\\n\t')
