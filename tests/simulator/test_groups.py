"""Customer groups."""

from tests.builders.simulator import CorpHandle
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
