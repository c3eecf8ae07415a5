"""Live codes and the scans they cause."""

import pytest

from tests.builders.simulator import ControlRefused, CorpHandle, SimulatorClient
from tests.simulator.conftest import Api
from tests.simulator.receiver import Receiver

ADD = "externalcontact/add_contact_way"


def test_a_live_code_is_made_read_changed_and_removed(api: Api, sim: SimulatorClient) -> None:
    made = api.post(ADD, type=2, scene=2, user=["amy", "bob"], state="poster", remark="门店海报")
    config_id = made["config_id"]
    assert made["qr_code"].startswith(sim.url)
    way = api.post("externalcontact/get_contact_way", config_id=config_id)["contact_way"]
    assert (way["state"], way["user"], way["skip_verify"]) == ("poster", ["amy", "bob"], True)
    changed = api.post("externalcontact/update_contact_way", config_id=config_id, user=["carl"], state="new")
    assert changed["errcode"] == 0
    way = api.post("externalcontact/get_contact_way", config_id=config_id)["contact_way"]
    assert (way["state"], way["user"], way["remark"]) == ("new", ["carl"], "门店海报")
    assert api.post("externalcontact/del_contact_way", config_id=config_id)["errcode"] == 0
    assert api.post("externalcontact/get_contact_way", config_id=config_id)["errcode"] == 41044


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"scene": 2, "user": ["amy"]}, 41037),
        ({"type": 1, "user": ["amy"]}, 41038),
        ({"type": 3, "scene": 2, "user": ["amy"]}, 41039),
        ({"type": 1, "scene": 9, "user": ["amy"]}, 41040),
        ({"type": 1, "scene": 1, "style": 9, "user": ["amy"]}, 41042),
        ({"type": 1, "scene": 2, "user": ["amy", "bob"]}, 40058),
        ({"type": 2, "scene": 2}, 40058),
        ({"type": 2, "scene": 2, "user": ["nobody"]}, 60111),
        ({"type": 2, "scene": 2, "user": ["amy"], "state": "s" * 31}, 40058),
        ({"type": 2, "scene": 2, "user": ["amy"], "remark": "r" * 31}, 40058),
        ({"type": 2, "scene": 2, "party": [99]}, 60123),
        ({"type": 2, "scene": 2, "user": ["amy"], "is_temp": True}, 40058),
    ],
)
def test_bad_live_codes_are_refused(api: Api, body: dict[str, object], code: int) -> None:
    assert api.post(ADD, **body)["errcode"] == code


def test_members_who_cannot_serve_are_refused(api: Api, corp: CorpHandle) -> None:
    corp.change_staff("bob", external=False)
    corp.change_staff("carl", status=4)
    assert api.post(ADD, type=1, scene=2, user=["bob"])["errcode"] == 84074
    assert api.post(ADD, type=1, scene=2, user=["carl"])["errcode"] == 41054


def test_a_code_has_at_most_a_hundred_members_counting_departments(api: Api, corp: CorpHandle) -> None:
    corp.add_many_staff(98)
    assert api.post(ADD, type=2, scene=2, party=[1])["errcode"] == 41041
    corp.set(way_limit=0)
    assert api.post(ADD, type=1, scene=2, user=["amy"])["errcode"] == 41045


def test_the_list_is_paged_by_time_and_leaves_out_temporary_codes(api: Api, sim: SimulatorClient) -> None:
    made = [api.post(ADD, type=1, scene=2, user=["amy"])["config_id"] for _ in range(5)]
    api.post(ADD, type=1, scene=2, user=["amy"], is_temp=True)
    first = api.post("externalcontact/list_contact_way", limit=3)
    second = api.post("externalcontact/list_contact_way", limit=3, cursor=first["next_cursor"])
    listed = [row["config_id"] for row in first["contact_way"] + second["contact_way"]]
    assert listed == made
    sim.set_clock(advance_s=91 * 86_400)
    api.get_token()
    assert api.post("externalcontact/list_contact_way")["contact_way"] == []


def test_a_scan_chooses_among_the_members_and_remembers_the_channel(api: Api, corp: CorpHandle) -> None:
    config_id = api.post(ADD, type=2, scene=2, user=["amy", "bob"], state="poster")["config_id"]
    met = [corp.scan(config_id=config_id) for _ in range(30)]
    assert {each.userid for each in met} == {"amy", "bob"}
    info = api.get("externalcontact/get", external_userid=met[0].external_userid)["follow_user"][0]
    assert (info["add_way"], info["state"], info["oper_userid"]) == (1, "poster", met[0].external_userid)


def test_scanning_again_changes_nothing(corp: CorpHandle, receiver: Receiver) -> None:
    met = corp.scan(userid="amy")
    again = corp.scan(userid="amy", customer={"external_userid": met.external_userid})
    assert (met.outcome, again.outcome, again.welcome_code) == ("added", "already", "")
    corp.drain()
    assert receiver.events() == ["add_external_contact"]


def test_an_exclusive_code_leads_back_to_the_same_member(api: Api, corp: CorpHandle) -> None:
    way = api.post(ADD, type=2, scene=2, user=["amy", "bob", "carl"], is_exclusive=True)["config_id"]
    first = corp.scan(config_id=way)
    again = [corp.scan(config_id=way, customer={"external_userid": first.external_userid}) for _ in range(10)]
    assert {(each.userid, each.outcome) for each in again} == {(first.userid, "already")}


def test_a_code_with_verification_waits_for_the_member(api: Api, corp: CorpHandle, receiver: Receiver) -> None:
    way = api.post(ADD, type=1, scene=2, user=["amy"], skip_verify=False)["config_id"]
    met = corp.scan(config_id=way)
    assert (met.outcome, met.welcome_code) == ("waiting", "")
    assert api.get("externalcontact/list", userid="amy")["errcode"] == 84061
    accepted = corp.accept("amy", met.external_userid)
    assert accepted.outcome == "added"
    assert accepted.welcome_code
    corp.drain()
    assert receiver.events() == ["add_external_contact"]
    with pytest.raises(ControlRefused, match="nothing to accept"):
        corp.accept("amy", met.external_userid)


def test_a_half_added_customer_is_completed_later(api: Api, corp: CorpHandle, receiver: Receiver) -> None:
    half = corp.scan(userid="amy", half=True)
    assert half.outcome == "half"
    sent = api.post("externalcontact/send_welcome_msg", welcome_code=half.welcome_code, text={"content": "hi"})
    assert sent["errcode"] == 0
    whole = corp.accept("amy", half.external_userid)
    assert (whole.outcome, whole.welcome_code) == ("added", "")
    corp.drain()
    assert sorted(receiver.events()) == ["add_external_contact", "add_half_external_contact"]


def test_a_temporary_code_works_once(api: Api, corp: CorpHandle) -> None:
    way = api.post(ADD, type=1, scene=2, user=["amy"], is_temp=True)["config_id"]
    corp.scan(config_id=way)
    with pytest.raises(ControlRefused, match="no longer works"):
        corp.scan(config_id=way)


def test_a_full_member_takes_nobody_else(api: Api, corp: CorpHandle) -> None:
    corp.change_staff("amy", customer_limit=1)
    way = api.post(ADD, type=2, scene=2, user=["amy"])["config_id"]
    corp.scan(config_id=way)
    with pytest.raises(ControlRefused, match="nobody of this contact way"):
        corp.scan(config_id=way)


def test_a_customer_who_left_can_come_back(corp: CorpHandle, receiver: Receiver) -> None:
    met = corp.scan(userid="amy")
    corp.delete("amy", met.external_userid, by="customer")
    back = corp.scan(userid="amy", customer={"external_userid": met.external_userid})
    assert back.outcome == "added"
    assert back.welcome_code not in ("", met.welcome_code)
    corp.drain()
    assert sorted(receiver.events()) == ["add_external_contact", "add_external_contact", "del_follow_user"]
