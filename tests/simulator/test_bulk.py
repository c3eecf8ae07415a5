"""Thousands at once, and the pages a person may open."""

import httpx
import pytest

from tests.builders.simulator import ControlRefused, CorpHandle, SimulatorClient
from tests.simulator.conftest import Api
from tests.simulator.receiver import Receiver


def test_twenty_thousand_customers_get_a_mass_send(api: Api, corp: CorpHandle) -> None:
    members = corp.add_many_staff(20)
    people = corp.befriend_many(20_000, members)
    for start in (0, 10_000):
        part = people[start : start + 10_000]
        answer = api.post("externalcontact/add_msg_template", external_userid=part, text={"content": "hi"})
        assert answer["errcode"] == 0
    assert corp.confirm() == {"tasks": 40, "sent": 20_000, "not_friend": 0, "over_quota": 0}
    mass = corp.books()["mass"]
    assert (mass["deliveries"], mass["receivers"], mass["duplicates_by_content"]) == (20_000, 20_000, 0)
    assert len(corp.relations()) == 20_000


def test_scans_can_be_paced_in_the_background(corp: CorpHandle, receiver: Receiver) -> None:
    assert corp.scan_many(100, userid="amy", per_second=400) == 100
    early = corp.callbacks()["events"]
    done = corp.drain()
    assert early < 100
    assert (done["open"], done["accepted"]) == (0, 100)
    assert len({each.fields["WelcomeCode"] for each in receiver.received}) == 100


def test_an_unknown_code_is_refused_before_anything_happens(corp: CorpHandle) -> None:
    with pytest.raises(ControlRefused, match="unknown contact way"):
        corp.scan_many(10, state="nothing", per_second=10)
    with pytest.raises(ControlRefused, match="unknown staff"):
        corp.scan_many(10, userid="nobody")
    assert corp.relations() == []


def test_the_control_api_refuses_what_it_does_not_know(sim: SimulatorClient, corp: CorpHandle) -> None:
    for verb, path, body, status in (
        ("GET", "/corps/wwnone", None, 404),
        ("POST", "/corps", {"corp_id": corp.corp_id}, 409),
        ("PATCH", f"/corps/{corp.corp_id}", {"typo": 1}, 422),
        ("PATCH", f"/corps/{corp.corp_id}/credentials/none", {}, 404),
        ("POST", f"/corps/{corp.corp_id}/staff", {"userid": "amy"}, 409),
        ("POST", f"/corps/{corp.corp_id}/staff", {"userid": "dan", "departments": [9]}, 404),
        ("POST", f"/corps/{corp.corp_id}/departments", {"name": "x", "parent_id": 9}, 404),
        ("GET", f"/corps/{corp.corp_id}/customers/wmnone", None, 404),
        ("POST", f"/corps/{corp.corp_id}/chat", {"userid": "amy", "external_userid": "wm"}, 404),
    ):
        with pytest.raises(ControlRefused) as caught:
            sim.ask(verb, path, body)
        assert caught.value.status == status, path


def test_the_whole_world_can_be_listed(api: Api, corp: CorpHandle) -> None:
    people = corp.befriend_many(5, ["amy"])
    first = corp.ask("GET", "/customers", None, limit=3)
    second = corp.ask("GET", "/customers", None, limit=3, after=first["next"])
    assert [row["external_userid"] for row in first["customers"] + second["customers"]] == people
    assert second["next"] == 0
    config_id = api.post("externalcontact/add_contact_way", type=1, scene=2, user=["amy"])["config_id"]
    corp.scan(config_id=config_id)
    assert [(way["config_id"], way["used"]) for way in corp.ask("GET", "/contact-ways")] == [(config_id, 1)]
    tags, chat_id = corp.add_tags("g", ["a"]), corp.add_group("amy", "群")
    assert [tag["tag_id"] for tag in corp.ask("GET", "/tags")] == list(tags.values())
    assert [chat["chat_id"] for chat in corp.ask("GET", "/groups")] == [chat_id]
    assert [member["userid"] for member in corp.ask("GET", "/staff")] == ["amy", "bob", "carl"]


def test_the_index_lists_companies_and_escapes_their_names(sim: SimulatorClient) -> None:
    sim.create_corp(name="<script>alert(1)</script>")
    page = httpx.get(sim.url, trust_env=False).text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "/control/docs" in page
    assert httpx.get(f"{sim.url}/control/openapi.json", trust_env=False).json()["paths"]


def test_staff_changes_are_told_with_only_what_changed(corp: CorpHandle, receiver: Receiver) -> None:
    corp.add_staff("dan", name="丹", mobile="13800000009")
    corp.drain()
    corp.change_staff("dan", position="店长")
    corp.drain()
    corp.dismiss_staff("dan")
    corp.drain()
    made, changed, left = (each.fields for each in receiver.received)
    assert (made["ChangeType"], made["Name"], made["Mobile"]) == ("create_user", "丹", "13800000009")
    assert (changed["ChangeType"], changed["Position"]) == ("update_user", "店长")
    assert "Name" not in changed
    assert (left["ChangeType"], left["UserID"]) == ("delete_user", "dan")
