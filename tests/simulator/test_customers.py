"""Customers, followers, remarks and who may see them."""

import pytest

from tests.builders.simulator import CorpHandle, SimulatorClient
from tests.simulator.conftest import Api


def test_a_member_without_customers_is_an_error_not_an_empty_list(api: Api, corp: CorpHandle) -> None:
    assert api.get("externalcontact/list", userid="amy")["errcode"] == 84061
    met = corp.scan(userid="amy")
    assert api.get("externalcontact/list", userid="AMY")["external_userid"] == [met.external_userid]


def test_only_active_members_with_customer_contact_are_listed(api: Api, corp: CorpHandle) -> None:
    corp.change_staff("bob", external=False)
    corp.dismiss_staff("carl")
    assert api.get("externalcontact/get_follow_user_list")["follow_user"] == ["amy"]
    assert api.get("externalcontact/list", userid="bob")["errcode"] == 84083
    assert api.get("externalcontact/list", userid="nobody")["errcode"] == 60111


def test_a_customer_shows_all_followers_with_their_own_remarks_and_tags(api: Api, corp: CorpHandle) -> None:
    tag = corp.add_tags("等级", ["金卡"])["金卡"]
    met = corp.scan(userid="amy", customer={"name": "李雷", "unionid": "oABC", "gender": 1})
    corp.scan(userid="bob", customer={"external_userid": met.external_userid})
    corp.edit_customer("amy", met.external_userid, add_tags=[tag], personal_tags=["爱喝茶"], remark="老李")
    answer = api.get("externalcontact/get", external_userid=met.external_userid)
    person = answer["external_contact"]
    assert (person["name"], person["unionid"], person["gender"], person["type"]) == ("李雷", "oABC", 1, 1)
    amy, bob = answer["follow_user"]
    assert amy["tags"] == [
        {"group_name": "等级", "tag_name": "金卡", "tag_id": tag, "type": 1},
        {"group_name": "", "tag_name": "爱喝茶", "type": 2},
    ]
    assert (amy["remark"], bob["remark"], bob["tags"]) == ("老李", "", [])
    assert "next_cursor" not in answer


def test_a_batch_shows_tag_ids_and_no_personal_tags(api: Api, corp: CorpHandle) -> None:
    tag = corp.add_tags("等级", ["金卡"])["金卡"]
    met = corp.scan(userid="amy")
    corp.edit_customer("amy", met.external_userid, add_tags=[tag], personal_tags=["x"])
    row = api.post("externalcontact/batch/get_by_user", userid_list=["amy"])["external_contact_list"][0]
    assert row["follow_info"]["tag_id"] == [tag]
    assert "tags" not in row["follow_info"]
    assert row["external_contact"]["external_userid"] == met.external_userid


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_a_batch_walks_through_all_members_page_by_page(api: Api, corp: CorpHandle, limit: int) -> None:
    made = corp.befriend_many(21, ["amy", "bob", "carl"])
    found: list[str] = []
    cursor = ""
    while True:
        page = api.post(
            "externalcontact/batch/get_by_user",
            userid_list=["amy", "bob", "carl"],
            limit=limit,
            cursor=cursor,
        )
        found += [row["external_contact"]["external_userid"] for row in page["external_contact_list"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert sorted(found) == sorted(made)


def test_a_page_size_above_the_limit_is_clamped(api: Api, corp: CorpHandle) -> None:
    corp.befriend_many(120, ["amy"])
    page = api.post("externalcontact/batch/get_by_user", userid_list=["amy"], limit=5000)
    assert len(page["external_contact_list"]) == 100


def test_foreign_and_broken_cursors_are_refused(api: Api, corp: CorpHandle) -> None:
    corp.befriend_many(5, ["amy", "bob"])
    path = "externalcontact/batch/get_by_user"
    cursor = api.post(path, userid_list=["amy"], limit=1)["next_cursor"]
    assert api.post(path, userid_list=["amy"], limit=1, cursor=cursor)["errcode"] == 0
    assert api.post(path, userid_list=["bob"], limit=1, cursor=cursor)["errcode"] == 50100
    assert api.post(path, userid_list=["amy"], limit=1, cursor="nonsense")["errcode"] == 50100


def test_a_listing_stays_whole_while_customers_leave(api: Api, corp: CorpHandle) -> None:
    made = corp.befriend_many(10, ["amy"])
    path = "externalcontact/batch/get_by_user"
    first = api.post(path, userid_list=["amy"], limit=5)
    corp.delete("amy", made[0], by="staff")
    rest = api.post(path, userid_list=["amy"], limit=5, cursor=first["next_cursor"])
    assert [row["external_contact"]["external_userid"] for row in rest["external_contact_list"]] == made[5:]


def test_remarks_belong_to_one_relation_and_keep_their_limits(api: Api, corp: CorpHandle) -> None:
    met = corp.scan(userid="amy")
    pair = {"userid": "amy", "external_userid": met.external_userid}
    path = "externalcontact/remark"
    assert api.post(path, **pair)["errcode"] == 40058
    assert api.post(path, **pair, remark="x" * 21)["errcode"] == 40058
    assert api.post(path, **pair, description="字" * 151)["errcode"] == 40058
    assert api.post(path, **pair, remark="备注", remark_mobiles=["13800000001"])["errcode"] == 0
    relation = corp.customer(met.external_userid)["relations"][0]
    assert (relation["remark"], relation["remark_mobiles"]) == ("备注", ["13800000001"])
    assert api.post(path, **pair, remark_mobiles=[""])["errcode"] == 0
    assert corp.customer(met.external_userid)["relations"][0]["remark_mobiles"] == []


def test_strangers_cannot_be_read_or_remarked(api: Api, corp: CorpHandle) -> None:
    met = corp.scan(userid="amy")
    stranger = corp.add_customer()
    assert api.get("externalcontact/get", external_userid="wmnone")["errcode"] == 40096
    assert api.get("externalcontact/get", external_userid=stranger)["errcode"] == 40096
    path = "externalcontact/remark"
    assert api.post(path, userid="bob", external_userid=met.external_userid, remark="x")["errcode"] == 84061
    assert api.post(path, userid="amy", external_userid="wmnone", remark="x")["errcode"] == 40096


def test_hidden_members_vanish_and_cannot_be_addressed(api: Api, corp: CorpHandle) -> None:
    both = corp.scan(userid="amy")
    corp.scan(userid="bob", customer={"external_userid": both.external_userid})
    only_bob = corp.scan(userid="bob")
    corp.set_credential(visible_users=["amy"], visible_departments=[])
    assert api.get("externalcontact/get_follow_user_list")["follow_user"] == ["amy"]
    followers = api.get("externalcontact/get", external_userid=both.external_userid)["follow_user"]
    assert [each["userid"] for each in followers] == ["amy"]
    assert api.get("externalcontact/get", external_userid=only_bob.external_userid)["errcode"] == 40096
    assert api.get("externalcontact/list", userid="bob")["errcode"] == 60011
    assert api.get("user/get", userid="bob")["errcode"] == 60011


def test_who_deleted_whom_is_seen_differently(api: Api, corp: CorpHandle) -> None:
    first, second = corp.scan(userid="amy"), corp.scan(userid="amy")
    corp.delete("amy", first.external_userid, by="staff")
    corp.delete("amy", second.external_userid, by="customer")
    # The one who was removed by the member is gone; the one who left is still in the member's list.
    assert api.get("externalcontact/list", userid="amy")["external_userid"] == [second.external_userid]
    assert corp.customer(first.external_userid)["relations"] == []
    assert corp.customer(second.external_userid)["relations"][0]["is_friend"] is False


def test_the_two_verbs_of_the_same_path_are_not_mixed(api: Api) -> None:
    assert api.post("externalcontact/get_follow_user_list")["errcode"] == 40063
    assert api.get("externalcontact/batch/get_by_user")["errcode"] == 40063


def test_bad_bodies_are_refused(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    path, query = "externalcontact/get_corp_tag_list", {"access_token": api.get_token()["access_token"]}

    def send(raw: bytes) -> int:
        return int(api.http.post(path, params=query, content=raw).json()["errcode"])

    assert send(b"{") == 40058
    assert send(b"[1]") == 40058
    assert send(b"") == 0
    assert send(b'{"tag_id":["\\u0061"]}') == 0
    corp.set(strict_escapes=True)
    assert send(b'{"tag_id":["\\u0061"]}') == 40033
    assert api.http.post("no/such/path", params=query).status_code == 404


def test_a_unionid_is_matched_or_gets_a_pending_id(api: Api, corp: CorpHandle) -> None:
    met = corp.scan(userid="amy", customer={"unionid": "oKnown"})
    path = "idconvert/unionid_to_external_userid"
    known = api.post(path, unionid="oKnown", openid="x")
    first, again = (api.post(path, unionid="oNew", openid="x") for _ in range(2))
    assert known["external_userid"] == met.external_userid
    assert "pending_id" not in known
    assert first["pending_id"] == again["pending_id"] != ""
    old = "externalcontact/unionid_to_external_userid"
    assert api.post(old, unionid="oKnown")["external_userid"] == met.external_userid
    assert api.post(old, unionid="oNew")["errcode"] == 84061


def test_everybody_served_is_listed_page_by_page(api: Api, corp: CorpHandle) -> None:
    people = corp.befriend_many(5, ["amy", "bob"])
    path = "externalcontact/contact_list"
    first = api.post(path, limit=3)
    second = api.post(path, limit=3, cursor=first["next_cursor"])
    rows = first["info_list"] + second["info_list"]
    assert [row["external_userid"] for row in rows] == people
    assert [row["follow_userid"] for row in rows[:2]] == ["amy", "bob"]
    assert second["next_cursor"] == ""
