"""Faults on demand, above all the answer that is cut after the effect was applied."""

import time

import httpx
import pytest

from tests.builders.simulator import ControlRefused, CorpHandle, SimulatorClient
from tests.simulator.conftest import Api

SEND = "externalcontact/add_msg_template"
LIST = "department/list"


@pytest.mark.parametrize(("kind", "code"), [("busy", -1), ("rate_limited", 45009), ("concurrency", 45033)])
def test_a_refusal_applies_nothing_and_ends_after_its_count(
    api: Api, corp: CorpHandle, sim: SimulatorClient, kind: str, code: int
) -> None:
    people = corp.befriend_many(2, ["amy"])
    sim.add_fault(kind, SEND, count=2)
    body = {"external_userid": people, "text": {"content": "hi"}}
    assert [api.post(SEND, **body)["errcode"] for _ in range(3)] == [code, code, 0]
    assert corp.books()["mass"]["messages"] == 1


def test_a_token_can_die_early(api: Api, sim: SimulatorClient) -> None:
    old = api.get_token()["access_token"]
    sim.add_fault("token_expired", LIST)
    assert api.get(LIST)["errcode"] == 42001
    assert api.get(LIST)["errcode"] == 42001
    assert api.get_token()["access_token"] != old
    assert api.get(LIST)["errcode"] == 0


def test_a_cut_answer_was_applied_all_the_same(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    people = corp.befriend_many(2, ["amy"])
    api.get_token()
    sim.add_fault("cut_after", SEND)
    with pytest.raises(httpx.TransportError):
        api.post(SEND, external_userid=people, text={"content": "hi"})
    assert corp.books()["mass"]["messages"] == 1
    assert corp.books()["effects"]["answer_cut"] == 1
    assert corp.confirm()["sent"] == 2
    rule = sim.faults()[0]
    assert (rule["hits"], rule["applied"], rule["count"]) == (1, 1, 0)


def test_a_cut_refusal_is_not_counted_as_applied(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    api.get_token()
    sim.add_fault("cut_after", SEND)
    with pytest.raises(httpx.TransportError):
        api.post(SEND, external_userid=["wmnone"], text={"content": "hi"})
    assert "answer_cut" not in corp.books()["effects"]
    assert sim.faults()[0]["applied"] == 0


def test_a_reset_before_applies_nothing(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    people = corp.befriend_many(2, ["amy"])
    api.get_token()
    sim.add_fault("reset_before", SEND)
    with pytest.raises(httpx.TransportError):
        api.post(SEND, external_userid=people, text={"content": "hi"})
    assert corp.books()["mass"]["messages"] == 0


def test_error_pages_and_garbage_instead_of_json(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    people = corp.befriend_many(2, ["amy"])
    query = {"access_token": api.get_token()["access_token"]}
    body = {"external_userid": people, "text": {"content": "hi"}}
    for kind, status in (("html_502", 502), ("html_502_after", 502), ("garbage", 200)):
        sim.add_fault(kind, SEND)
        answer = api.http.post(SEND, params=query, json=body)
        assert answer.status_code == status
        with pytest.raises(ValueError, match=r"."):
            answer.json()
    assert corp.books()["mass"]["messages"] == 1


def test_a_slow_answer_comes_late(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    people = corp.befriend_many(1, ["amy"])
    query = {"access_token": api.get_token()["access_token"]}
    body = {"external_userid": people, "text": {"content": "hi"}}
    sim.add_fault("slow_after", SEND, delay_s=0.6)
    with pytest.raises(httpx.ReadTimeout):
        api.http.post(SEND, params=query, json=body, timeout=0.3)
    assert corp.books()["mass"]["messages"] == 1
    sim.add_fault("slow", LIST, delay_s=0.2)
    started = time.monotonic()
    assert api.get(LIST)["errcode"] == 0
    assert time.monotonic() - started >= 0.2


def test_probability_is_reproducible_by_seed(api: Api, sim: SimulatorClient) -> None:
    def run(seed: int) -> list[int]:
        sim.clear_faults()
        sim.add_fault("errcode", LIST, count=None, probability=0.3, seed=seed, code=6000)
        return [api.get(LIST)["errcode"] for _ in range(40)]

    first, again, other = run(7), run(7), run(8)
    assert first == again != other
    assert 3 <= first.count(6000) <= 25


def test_paths_companies_and_skips_narrow_a_fault(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    sim.add_fault("busy", "user/*", count=None, skip=1, corp_id=corp.corp_id)
    assert [api.get("user/get", userid="amy")["errcode"] for _ in range(3)] == [0, -1, -1]
    assert api.get(LIST)["errcode"] == 0
    other = Api(sim, sim.create_corp())
    assert other.get("user/get", userid="x")["errcode"] == 60111
    other.http.close()


def test_gettoken_can_fail_too(api: Api, sim: SimulatorClient) -> None:
    sim.add_fault("busy", "gettoken")
    assert api.get_token()["errcode"] == -1
    assert api.get_token()["errcode"] == 0


def test_rules_are_removed_one_by_one_or_all_at_once(sim: SimulatorClient) -> None:
    first = sim.add_fault("busy", LIST)
    sim.add_fault("busy", "user/get")
    sim.ask("DELETE", f"/faults/{first}")
    assert [rule["path"] for rule in sim.faults()] == ["user/get"]
    with pytest.raises(ControlRefused, match="unknown fault"):
        sim.ask("DELETE", f"/faults/{first}")
    sim.clear_faults()
    assert sim.faults() == []
    with pytest.raises(ControlRefused, match="kind must be one of"):
        sim.add_fault("earthquake")
