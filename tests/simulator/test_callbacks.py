"""Callbacks: verification, tries, duplicates, loss, order and shape."""

from collections import Counter

from simulator.callbacks.crypto import pad_length
from tests.builders.simulator import CorpHandle, RunningSimulator, SimulatorClient
from tests.simulator.conftest import Api
from tests.simulator.receiver import Receiver, running_receiver


def test_a_receiver_that_knows_the_key_is_saved(corp: CorpHandle) -> None:
    with running_receiver(corp.callback_token, corp.callback_aes_key, corp.corp_id) as receiver:
        assert corp.set_receiver(receiver.url) == {
            "saved": True,
            "errcode": 0,
            "reason": "",
            "token": corp.callback_token,
            "aes_key": corp.callback_aes_key,
        }


def test_a_receiver_that_answers_wrongly_is_not_saved(sim: SimulatorClient, corp: CorpHandle) -> None:
    with running_receiver(corp.callback_token, corp.callback_aes_key, corp.corp_id) as receiver:
        receiver.answer_echo = False
        answer = corp.set_receiver(receiver.url)
    assert (answer["saved"], answer["errcode"]) == (False, 40057)
    assert "echostr" in answer["reason"]
    assert sim.ask("GET", f"/corps/{corp.corp_id}")["receiver_url"] == ""


def test_an_address_where_nobody_listens_is_not_saved(corp: CorpHandle) -> None:
    answer = corp.set_receiver("http://127.0.0.1:9/callback")
    assert (answer["saved"], answer["errcode"]) == (False, 40057)
    assert corp.set_receiver("ftp://nowhere")["saved"] is False


def test_a_scan_tells_state_and_welcome_code(corp: CorpHandle, api: Api, receiver: Receiver) -> None:
    way = api.post("externalcontact/add_contact_way", type=2, scene=2, user=["amy"], state="poster")
    met = corp.scan(config_id=way["config_id"])
    corp.drain()
    fields = receiver.received[0].fields
    assert fields["Event"] == "change_external_contact"
    assert fields["ChangeType"] == "add_external_contact"
    assert (fields["UserID"], fields["ExternalUserID"]) == ("amy", met.external_userid)
    assert (fields["State"], fields["WelcomeCode"]) == ("poster", met.welcome_code)
    assert (fields["ToUserName"], fields["FromUserName"], fields["MsgType"]) == (corp.corp_id, "sys", "event")


def test_calls_of_the_api_fire_no_callbacks(corp: CorpHandle, api: Api, receiver: Receiver) -> None:
    met = corp.scan(userid="amy")
    corp.drain()
    before = len(receiver.received)
    api.post("externalcontact/remark", userid="amy", external_userid=met.external_userid, remark="r")
    group = api.post("externalcontact/add_corp_tag", group_name="g", tag=[{"name": "a"}])["tag_group"]
    api.post(
        "externalcontact/mark_tag",
        userid="amy",
        external_userid=met.external_userid,
        add_tag=[group["tag"][0]["id"]],
    )
    api.post("externalcontact/del_corp_tag", group_id=[group["group_id"]])
    assert corp.callbacks()["events"] == before == len(receiver.received)


def test_a_refused_delivery_is_tried_three_times_with_the_same_plaintext(corp: CorpHandle, receiver: Receiver) -> None:
    corp.set_switches(retry_after_s=0.01)
    receiver.statuses = [500, 403]
    corp.scan(userid="amy")
    assert corp.drain()["accepted"] == 1
    tries = receiver.received
    assert len(tries) == 3
    assert len({each.plaintext for each in tries}) == 1
    assert len({each.query["nonce"] for each in tries}) == 3
    assert len({each.envelope for each in tries}) == 3


def test_after_three_failures_the_event_is_gone(corp: CorpHandle, receiver: Receiver) -> None:
    corp.set_switches(retry_after_s=0.01)
    receiver.statuses = [500, 500, 500]
    corp.scan(userid="amy")
    done = corp.drain()
    assert (done["failed"], done["accepted"], done["tries"]) == (1, 0, 3)
    assert corp.callback_log(outcome="failed")[0]["reason"] == "status 500"


def test_a_slow_answer_is_cut_and_repeated(corp: CorpHandle, receiver: Receiver) -> None:
    corp.set_switches(timeout_s=0.2, retry_after_s=0.01)
    receiver.hang_s = 0.5
    corp.scan(userid="amy")
    done = corp.drain()
    assert done["failed"] == 1
    assert len(receiver.received) == 3
    assert corp.callback_log(outcome="failed")[0]["reason"] == "timeout"


def test_duplicates_repeat_the_plaintext_and_are_counted(corp: CorpHandle, receiver: Receiver) -> None:
    corp.set_switches(duplicate=1.0, copies=3)
    corp.scan_many(20, userid="amy")
    done = corp.drain()
    assert done["events"] == 20
    counts = Counter(each.plaintext for each in receiver.received)
    assert len(counts) == 20
    assert sum(counts.values()) == 20 + done["copies"]
    assert min(counts.values()) >= 2
    assert max(counts.values()) <= 4


def test_lost_events_never_arrive_and_are_named(corp: CorpHandle, receiver: Receiver) -> None:
    corp.set_switches(loss=0.5)
    corp.scan_many(100, userid="amy")
    done = corp.drain()
    assert done["lost"] + done["accepted"] == 100
    assert 20 < done["lost"] < 80
    lost = {each["plaintext"] for each in corp.callback_log(outcome="lost")}
    assert len(lost) == done["lost"]
    assert lost.isdisjoint(each.plaintext for each in receiver.received)


def test_reordering_shuffles_but_loses_nothing(corp: CorpHandle, receiver: Receiver) -> None:
    corp.set_switches(reorder_s=0.4)
    corp.scan_many(60, userid="amy")
    corp.drain()
    order = [row["external_userid"] for row in corp.relations()]
    arrived = [each.fields["ExternalUserID"] for each in receiver.received]
    assert sorted(arrived) == sorted(order)
    assert arrived != order


def test_every_padding_length_occurs_on_demand(corp: CorpHandle, receiver: Receiver) -> None:
    corp.set_switches(pad=-1)
    corp.scan_many(32, userid="amy")
    corp.drain()
    pads = {pad_length(16 + 4 + len(each.plaintext.encode()) + len(corp.corp_id)) for each in receiver.received}
    assert pads == set(range(1, 33))


def test_the_envelope_can_lack_the_agent_and_have_blanks_in_tags(corp: CorpHandle, receiver: Receiver) -> None:
    corp.scan(userid="amy")
    corp.drain()
    corp.set_switches(omit_agent_id=True, spaces_in_tags=True)
    corp.scan(userid="amy")
    corp.drain()
    usual, odd = receiver.received
    assert f"<AgentID><![CDATA[{corp.agent_id}]]></AgentID>" in usual.envelope
    assert "AgentID" not in odd.envelope
    assert odd.plaintext.endswith("</xml >")


def test_connections_are_kept(corp: CorpHandle, receiver: Receiver) -> None:
    corp.set_switches(concurrency=4)
    corp.scan_many(200, userid="amy")
    assert corp.drain()["accepted"] == 200
    assert receiver.connections <= 1 + 4


def test_undelivered_events_survive_a_restart(tmp_path) -> None:
    running = RunningSimulator(tmp_path)
    corp = running.start().create_corp()
    corp.add_staff("amy", quiet=True)
    with running_receiver(corp.callback_token, corp.callback_aes_key, corp.corp_id) as receiver:
        corp.set_receiver(receiver.url)
        corp.set_switches(delay_s=0.5)
        corp.scan(userid="amy")
        running.kill()
        assert receiver.received == []
        again = running.start().corp(corp.corp_id)
        assert again.drain()["accepted"] == 1
        assert receiver.events() == ["add_external_contact"]
    running.stop()
