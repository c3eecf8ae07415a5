"""Corp tags, their groups, and tags on relations."""

from tests.builders.simulator import CorpHandle
from tests.simulator.conftest import Api
from tests.simulator.receiver import Receiver

ADD = "externalcontact/add_corp_tag"
LIST = "externalcontact/get_corp_tag_list"


def test_tags_are_added_to_a_new_and_to_an_existing_group(api: Api) -> None:
    first = api.post(ADD, group_name="等级", order=5, tag=[{"name": "金卡", "order": 2}])["tag_group"]
    second = api.post(ADD, group_name="等级", tag=[{"name": "银卡"}])["tag_group"]
    third = api.post(ADD, group_id=first["group_id"], tag=[{"name": "铜卡"}])["tag_group"]
    assert second["group_id"] == third["group_id"] == first["group_id"]
    assert [tag["name"] for tag in third["tag"]] == ["铜卡"]
    group = api.post(LIST)["tag_group"][0]
    assert (group["group_name"], group["order"]) == ("等级", 5)
    assert [tag["name"] for tag in group["tag"]] == ["金卡", "银卡", "铜卡"]


def test_names_are_unique_inside_their_group_and_not_too_long(api: Api) -> None:
    made = api.post(ADD, group_name="g", tag=[{"name": "a"}, {"name": "b"}])["tag_group"]
    assert api.post(ADD, group_name="g", tag=[{"name": "a"}])["errcode"] == 40071
    assert api.post(ADD, group_name="h", tag=[{"name": "x"}, {"name": "x"}])["errcode"] == 40071
    assert api.post(ADD, group_name="h", tag=[{"name": "x" * 31}])["errcode"] == 40072
    assert api.post(ADD, group_name="h", tag=[])["errcode"] == 40063
    assert api.post(ADD, group_id="etnone", tag=[{"name": "x"}])["errcode"] == 40068
    edit = "externalcontact/edit_corp_tag"
    assert api.post(edit, id=made["tag"][0]["id"], name="b")["errcode"] == 40071
    assert api.post(edit, id=made["tag"][0]["id"], name="c", order=9)["errcode"] == 0
    assert api.post(edit, id="etnone", name="c")["errcode"] == 40068
    renamed = api.post(LIST, tag_id=[made["tag"][0]["id"]])["tag_group"][0]["tag"][0]
    assert (renamed["name"], renamed["order"]) == ("c", 9)


def test_the_number_of_tags_is_limited(api: Api, corp: CorpHandle) -> None:
    corp.set(tag_limit=2)
    assert api.post(ADD, group_name="g", tag=[{"name": n} for n in "abc"])["errcode"] == 40126
    assert api.post(ADD, group_name="g", tag=[{"name": n} for n in "ab"])["errcode"] == 0
    assert api.post(ADD, group_name="g", tag=[{"name": "c"}])["errcode"] == 40126


def test_marking_belongs_to_one_relation(api: Api, corp: CorpHandle) -> None:
    tags = corp.add_tags("g", ["a", "b"])
    met = corp.scan(userid="amy")
    corp.scan(userid="bob", customer={"external_userid": met.external_userid})
    pair = {"userid": "amy", "external_userid": met.external_userid}
    mark = "externalcontact/mark_tag"
    assert api.post(mark, **pair, add_tag=[tags["a"], tags["b"]])["errcode"] == 0
    assert api.post(mark, **pair, add_tag=[tags["a"]], remove_tag=[tags["b"]])["errcode"] == 0
    rows = {row["userid"]: row["tags"] for row in corp.customer(met.external_userid)["relations"]}
    assert rows == {"amy": [tags["a"]], "bob": []}
    counts = corp.books()["effects"]
    assert (counts["tag_added"], counts["tag_removed"]) == (2, 1)
    assert api.post(mark, **pair)["errcode"] == 40063
    assert api.post(mark, **pair, add_tag=["etnone"])["errcode"] == 40068
    assert api.post(mark, **{**pair, "userid": "carl"}, add_tag=[tags["a"]])["errcode"] == 84061


def test_a_deleted_tag_leaves_every_relation_and_is_shown_only_by_id(api: Api, corp: CorpHandle) -> None:
    tags = corp.add_tags("g", ["a", "b"])
    met = corp.scan(userid="amy")
    corp.edit_customer("amy", met.external_userid, add_tags=list(tags.values()))
    assert api.post("externalcontact/del_corp_tag", tag_id=[tags["a"]])["errcode"] == 0
    assert corp.customer(met.external_userid)["relations"][0]["tags"] == [tags["b"]]
    assert [tag["name"] for tag in api.post(LIST)["tag_group"][0]["tag"]] == ["b"]
    assert api.post(LIST, tag_id=[tags["a"]])["tag_group"][0]["tag"][0]["deleted"] is True
    assert api.post("externalcontact/del_corp_tag", tag_id=[tags["a"]])["errcode"] == 40068


def test_deleting_all_tags_of_a_group_deletes_the_group(api: Api, corp: CorpHandle) -> None:
    tags = corp.add_tags("g", ["a", "b"])
    api.post("externalcontact/del_corp_tag", tag_id=list(tags.values()))
    assert api.post(LIST)["tag_group"] == []
    assert api.post(ADD, group_name="g", tag=[{"name": "a"}])["errcode"] == 0


def test_the_console_tells_what_it_did_to_tags(corp: CorpHandle, receiver: Receiver) -> None:
    tags = corp.add_tags("g", ["a", "b"])
    corp.ask("PATCH", f"/tags/{tags['a']}", {"name": "z"})
    group = corp.ask("POST", "/tags", {"group_name": "g", "names": ["c"]})["group_id"]
    corp.drain()
    corp.ask("DELETE", f"/tags/{group}")
    corp.drain()
    told = [(each.fields["ChangeType"], each.fields["TagType"]) for each in receiver.received]
    assert sorted(told) == sorted(
        [("create", "tag_group")] + [("create", "tag")] * 3 + [("update", "tag"), ("delete", "tag_group")]
    )


def test_editing_in_the_client_is_told_but_phone_numbers_are_not(corp: CorpHandle, receiver: Receiver) -> None:
    met = corp.scan(userid="amy")
    corp.edit_customer("amy", met.external_userid, remark_mobiles=["13800000001"])
    corp.edit_customer("amy", met.external_userid, remark="老李")
    corp.drain()
    assert sorted(receiver.events()) == ["add_external_contact", "edit_external_contact"]
