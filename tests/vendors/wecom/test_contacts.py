"""Customers and relations as WeCom tells them."""

import pytest

from siyu.vendors.wecom import InvalidRequest, WeComError
from tests.vendors.wecom.scripted import Stage, refused

CONTACT = {"external_userid": "wm1", "name": "李四🎁", "type": 1, "gender": 1, "unionid": "o1"}
FOLLOW = {"userid": "zhang", "remark": "老客", "createtime": 1525779812, "add_way": 1, "state": "spring"}
BATCH = "externalcontact/batch/get_by_user"


def a_row(external_userid: str, userid: str) -> dict[str, object]:
    follow = {"userid": userid, "tag_id": ["et1"], "createtime": 1525779812}
    return {"external_contact": {"external_userid": external_userid}, "follow_info": follow}


async def test_a_member_without_customers_has_an_empty_list(stage: Stage) -> None:
    stage.line.answers("externalcontact/list", refused(84061, "not external contact"))

    assert await stage.client.contacts.list_customer_ids("zhang") == ()


async def test_other_refusals_of_the_list_are_told(stage: Stage) -> None:
    stage.line.answers("externalcontact/list", refused(60111))

    with pytest.raises(WeComError):
        await stage.client.contacts.list_customer_ids("nobody")


async def test_a_customer_is_read_with_followers_of_all_pages(stage: Stage) -> None:
    stage.line.answers(
        "externalcontact/get",
        {"errcode": 0, "external_contact": CONTACT, "follow_user": [FOLLOW], "next_cursor": "c"},
        {"errcode": 0, "external_contact": CONTACT, "follow_user": [{**FOLLOW, "userid": "wang"}]},
    )

    customer = await stage.client.contacts.get_customer("wm1")

    assert (customer.external_contact.name, customer.external_contact.unionid) == ("李四🎁", "o1")
    assert [one.userid for one in customer.follow_user] == ["zhang", "wang"]
    assert (customer.follow_user[0].state, customer.follow_user[0].add_way) == ("spring", 1)
    queries = [dict(one.url.params) for one in stage.line.calls("externalcontact/get")]
    assert [one.get("cursor") for one in queries] == [None, "c"]


async def test_a_cursor_that_stands_still_does_not_loop(stage: Stage) -> None:
    page = {"errcode": 0, "external_contact": CONTACT, "follow_user": [FOLLOW], "next_cursor": "c"}
    stage.line.answers("externalcontact/get", *[page] * 5)

    await stage.client.contacts.get_customer("wm1")

    assert len(stage.line.calls("externalcontact/get")) == 2


async def test_members_are_asked_a_hundred_at_a_time_over_short_and_empty_pages(stage: Stage) -> None:
    stage.line.answers(
        BATCH,
        {"errcode": 0, "external_contact_list": [a_row("wm1", "u0")], "next_cursor": "c1"},
        {"errcode": 0, "external_contact_list": [], "next_cursor": "c2"},
        {"errcode": 0, "external_contact_list": [a_row("wm2", "u1")], "next_cursor": ""},
        refused(84061),
        {"errcode": 0, "external_contact_list": [a_row("wm3", "u249")]},
    )

    members = [f"u{number}" for number in range(250)]
    found = [row async for row in stage.client.contacts.iterate_customers_of(members)]

    assert [row.external_contact.external_userid for row in found] == ["wm1", "wm2", "wm3"]
    assert found[0].follow_info.tag_ids == ("et1",)
    sizes = [len(body["userid_list"]) for body in stage.line.bodies(BATCH)]
    assert sizes == [100, 100, 100, 100, 50]


async def test_another_refusal_ends_the_walk(stage: Stage) -> None:
    stage.line.answers(BATCH, refused(60011))

    with pytest.raises(WeComError):
        _ = [row async for row in stage.client.contacts.iterate_customers_of(["u1"])]


async def test_no_members_means_no_call(stage: Stage) -> None:
    assert [row async for row in stage.client.contacts.iterate_customers_of([])] == []
    assert stage.line.asked == []


async def test_served_people_are_listed(stage: Stage) -> None:
    row = {"is_customer": False, "name": "路人", "tmp_openid": "t", "add_time": 1700000000}
    stage.line.answers("externalcontact/contact_list", {"errcode": 0, "info_list": [row]})

    (served,) = [one async for one in stage.client.contacts.iterate_served()]

    assert (served.is_customer, served.tmp_openid) == (False, "t")


async def test_a_remark_sends_only_what_changes(stage: Stage) -> None:
    await stage.client.contacts.remark("zhang", "wm1", remark="老客", mobiles=[])

    assert stage.line.bodies("externalcontact/remark") == [
        {"userid": "zhang", "external_userid": "wm1", "remark": "老客", "remark_mobiles": [""]}
    ]


@pytest.mark.parametrize(
    "change", [{}, {"remark": "汉" * 21}, {"description": "x" * 151}, {"company": "x" * 21}], ids=repr
)
async def test_a_remark_that_changes_nothing_or_is_too_long_is_not_sent(stage: Stage, change: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest):
        await stage.client.contacts.remark("zhang", "wm1", **change)  # type: ignore[arg-type]

    assert stage.line.asked == []


async def test_a_unionid_gives_a_customer_or_a_pending_id(stage: Stage) -> None:
    path = "idconvert/unionid_to_external_userid"
    stage.line.answers(path, {"errcode": 0, "external_userid": "wm1"}, {"errcode": 0, "pending_id": "p1"})

    known = await stage.client.contacts.match_unionid("o1", "x1")
    pending = await stage.client.contacts.match_unionid("o2", "x2")

    assert (known.external_userid, pending.external_userid, pending.pending_id) == ("wm1", "", "p1")
