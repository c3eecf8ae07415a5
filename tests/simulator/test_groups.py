"""Customer groups."""

import pytest

from tests.builders.simulator import ControlRefused, CorpHandle, SimulatorClient
from tests.simulator.conftest import Api
from tests.simulator.receiver import Receiver

LIST, GET = "externalcontact/groupchat/list", "externalcontact/groupchat/get"


def test_groups_are_listed_by_owner_and_page(api: Api, corp: CorpHandle) -> None:
    mine = [corp.add_group("amy", f"群{number}") for number in range(3)]
    other = corp.add_group("bob", "别的群")
    first = api.post(LIST, limit=2, owner_filter={"userid_list": ["amy"]})
    second = api.post(LIST, limit=2, owner_filter={"userid_list": ["amy"]}, cursor=first["next_cursor"])
    rows = first["group_chat_list"] + second["group_chat_list"]
    assert [row["chat_id"] for row in rows] == mine
    assert {row["chat_id"] for row in api.post(LIST, limit=100)["group_chat_list"]} == {*mine, other}
    assert api.post(LIST)["errcode"] == 40063


def test_a_group_shows_its_members_and_names_on_demand(api: Api, corp: CorpHandle) -> None:
    met = corp.scan(userid="amy", customer={"name": "韩梅梅", "unionid": "oHan"})
    chat_id = corp.add_group("amy", "福利群", [met.external_userid, "bob"])
    plain = api.post(GET, chat_id=chat_id)["group_chat"]
    assert (plain["name"], plain["owner"]) == ("福利群", "amy")
    assert [row["type"] for row in plain["member_list"]] == [1, 2, 1]
    assert "name" not in plain["member_list"][1]
    named = api.post(GET, chat_id=chat_id, need_name=1)["group_chat"]["member_list"][1]
    assert (named["name"], named["unionid"], named["invitor"]) == ("韩梅梅", "oHan", {"userid": "amy"})
    assert api.post(GET, chat_id="wrnone")["errcode"] == 40050


def test_joining_and_leaving_change_the_version_and_are_told(api: Api, corp: CorpHandle, receiver: Receiver) -> None:
    chat_id = corp.add_group("amy", "福利群")
    person = corp.add_customer()
    before = api.post(GET, chat_id=chat_id)["group_chat"]["member_version"]
    corp.ask("POST", f"/groups/{chat_id}/join", {"people": [person], "scene": 3, "state": "poster"})
    corp.drain()
    joined = receiver.received[-1]
    after = api.post(GET, chat_id=chat_id)["group_chat"]
    assert joined.fields["UpdateDetail"] == "add_member"
    assert (joined.fields["JoinScene"], joined.fields["MemChangeCnt"]) == ("3", "1")
    assert (joined.fields["LastMemVer"], joined.fields["CurMemVer"]) == (before, after["member_version"])
    assert f"<Item><![CDATA[{person}]]></Item>" in joined.plaintext
    assert after["member_list"][1]["state"] == "poster"
    corp.ask("POST", f"/groups/{chat_id}/leave", {"people": [person], "removed": True})
    corp.drain()
    assert receiver.received[-1].fields["QuitScene"] == "1"
    assert len(api.post(GET, chat_id=chat_id)["group_chat"]["member_list"]) == 1


def test_the_member_list_can_be_comma_separated(corp: CorpHandle, receiver: Receiver) -> None:
    corp.set(member_list_format="comma")
    chat_id = corp.add_group("amy", "福利群")
    people = [corp.add_customer(), corp.add_customer()]
    corp.ask("POST", f"/groups/{chat_id}/join", {"people": people})
    corp.drain()
    assert receiver.received[-1].fields["MemChangeList"] == ",".join(people)


def test_changes_of_a_group_and_its_end_are_told(api: Api, corp: CorpHandle, receiver: Receiver) -> None:
    chat_id = corp.add_group("amy", "福利群")
    corp.ask("PATCH", f"/groups/{chat_id}", {"name": "新名", "owner": "bob"})
    corp.ask("DELETE", f"/groups/{chat_id}")
    corp.drain()
    told = {(e.fields["ChangeType"], e.fields.get("UpdateDetail", "")) for e in receiver.received}
    assert told == {
        ("create", ""),
        ("update", "change_name"),
        ("update", "change_owner"),
        ("dismiss", ""),
    }
    assert api.post(GET, chat_id=chat_id)["errcode"] == 40050
    assert api.post(LIST, limit=10)["group_chat_list"] == []


def test_the_group_of_somebody_who_left_waits_for_a_new_owner(api: Api, corp: CorpHandle) -> None:
    chat_id = corp.add_group("bob", "群")
    corp.dismiss_staff("bob")
    listed = api.post(LIST, limit=10, status_filter=1)["group_chat_list"]
    assert listed == [{"chat_id": chat_id, "status": 1}]


JOIN = "externalcontact/groupchat"


def test_a_join_way_fills_one_group_after_the_other_and_then_grows(
    api: Api, corp: CorpHandle, receiver: Receiver
) -> None:
    corp.set(group_size=2)
    chats = [corp.add_group("amy", f"群{number}") for number in range(2)]
    body = {"scene": 2, "chat_id_list": chats, "room_base_name": "福利", "room_base_id": 7, "state": "poster"}
    made = api.post(f"{JOIN}/add_join_way", **body)
    assert "qr_code" not in made
    config_id = made["config_id"]
    assert api.post(f"{JOIN}/get_join_way", config_id=config_id)["join_way"]["qr_code"]
    joined = [corp.ask("POST", "/groups/scan", {"config_id": config_id}) for _ in range(3)]
    assert [each["chat_id"] for each in joined[:2]] == chats
    grown = api.post(GET, chat_id=joined[2]["chat_id"])["group_chat"]
    assert grown["name"] == "福利7"
    assert grown["member_list"][1]["state"] == "poster"
    corp.drain()
    assert receiver.events().count("update") == 3


def test_a_join_way_that_may_not_grow_gets_full(api: Api, corp: CorpHandle) -> None:
    corp.set(group_size=2)
    chat_id = corp.add_group("amy", "群")
    body = {"scene": 2, "chat_id_list": [chat_id], "auto_create_room": 0}
    config_id = api.post(f"{JOIN}/add_join_way", **body)["config_id"]
    first = corp.ask("POST", "/groups/scan", {"config_id": config_id})
    again = {"config_id": config_id, "customer": {"external_userid": first["external_userid"]}}
    assert corp.ask("POST", "/groups/scan", again) == first
    with pytest.raises(ControlRefused, match="full"):
        corp.ask("POST", "/groups/scan", {"config_id": config_id})


def test_join_ways_are_checked_replaced_and_removed(api: Api, corp: CorpHandle) -> None:
    chats = [corp.add_group("amy", f"群{number}") for number in range(6)]
    add = f"{JOIN}/add_join_way"
    assert api.post(add, scene=2, chat_id_list=chats)["errcode"] == 41091
    assert api.post(add, scene=2, chat_id_list=["wrnone"])["errcode"] == 40050
    assert api.post(add, scene=7, chat_id_list=chats[:1])["errcode"] == 41040
    assert api.post(add, scene=2)["errcode"] == 40063
    config_id = api.post(add, scene=2, chat_id_list=chats[:1], remark="长" * 40)["config_id"]
    assert len(api.post(f"{JOIN}/get_join_way", config_id=config_id)["join_way"]["remark"]) == 30
    api.post(f"{JOIN}/update_join_way", config_id=config_id, scene=2, chat_id_list=chats[1:3])
    shown = api.post(f"{JOIN}/get_join_way", config_id=config_id)["join_way"]
    assert (shown["chat_id_list"], shown["remark"]) == (chats[1:3], "")
    assert api.post(f"{JOIN}/del_join_way", config_id=config_id)["errcode"] == 0
    assert api.post(f"{JOIN}/get_join_way", config_id=config_id)["errcode"] == 41044


def test_group_welcomes_belong_to_the_app_that_made_them(sim: SimulatorClient, api: Api, corp: CorpHandle) -> None:
    path = "externalcontact/group_welcome_template"
    link = {"title": "规则", "url": "https://shop.example/rules"}
    made = api.post(f"{path}/add", text={"content": "%NICKNAME% 欢迎"}, link=link)["template_id"]
    assert api.post(f"{path}/get", template_id=made)["link"] == link
    other = Api(sim, corp, corp.external_secret)
    assert other.post(f"{path}/del", template_id=made)["errcode"] == 41058
    other.http.close()
    assert api.post(f"{path}/edit", template_id=made, text={"content": "新"})["errcode"] == 0
    assert "link" not in api.post(f"{path}/get", template_id=made)
    assert api.post(f"{path}/add")["errcode"] == 41089
    assert api.post(f"{path}/add", text={"content": "字" * 1001})["errcode"] == 45002
    assert api.post(f"{path}/add", link=link, video={"media_id": "x"})["errcode"] == 41064
    assert api.post(f"{path}/del", template_id=made)["errcode"] == 0
    assert api.post(f"{path}/get", template_id=made)["errcode"] == 40058


def test_an_open_id_leads_to_its_group(api: Api, corp: CorpHandle) -> None:
    chat_id = corp.add_group("amy", "群")
    path = "externalcontact/opengid_to_chatid"
    assert api.post(path, opengid=f"og{chat_id}")["chat_id"] == chat_id
    assert api.post(path, opengid="ognone")["errcode"] == 90511
