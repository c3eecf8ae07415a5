"""What can be wrong with a company's set-up, and that companies know nothing of each other."""

from tests.builders.simulator import CorpHandle, SimulatorClient
from tests.simulator.conftest import Api
from tests.simulator.receiver import running_receiver


def test_a_receiver_that_cannot_be_reached_from_outside(corp: CorpHandle) -> None:
    corp.set_switches(unreachable=True)
    with running_receiver(corp.callback_token, corp.callback_aes_key, corp.corp_id) as receiver:
        assert corp.set_receiver(receiver.url)["reason"] == "unreachable"
        corp.set_switches()
        assert corp.set_receiver(receiver.url)["saved"]


def test_a_receiver_with_another_token_or_key(sim: SimulatorClient, corp: CorpHandle) -> None:
    other = sim.create_corp()
    pairs = [
        (other.callback_token, corp.callback_aes_key),
        (corp.callback_token, other.callback_aes_key),
    ]
    for token, key in pairs:
        with running_receiver(token, key, corp.corp_id) as receiver:
            answer = corp.set_receiver(receiver.url)
        assert (answer["saved"], answer["errcode"]) == (False, 40057)


def test_new_keys_can_be_set_with_the_receiver(corp: CorpHandle) -> None:
    key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
    with running_receiver("QDG6eK", key, corp.corp_id) as receiver:
        assert corp.set_receiver(receiver.url, token="QDG6eK", aes_key=key)["saved"]
        corp.scan(userid="amy")
        corp.drain()
        assert receiver.events() == ["add_external_contact"]


def test_a_receiver_is_saved_unseen_on_request_and_its_events_fail(corp: CorpHandle) -> None:
    corp.set_switches(tries=2, retry_after_s=0.01)
    assert corp.set_receiver("http://127.0.0.1:9/nobody", verify=False)["saved"]
    corp.scan(userid="amy")
    done = corp.drain()
    assert (done["failed"], done["failed_tries"]) == (1, 2)


def test_each_secret_can_have_its_own_receiver_and_events(corp: CorpHandle) -> None:
    shown = corp.set_credential("contacts", events=["change_contact"])
    token, key = shown["callback_token"], shown["callback_aes_key"]
    with running_receiver(token, key, corp.corp_id) as receiver:
        assert corp.set_receiver(receiver.url, credential="contacts")["saved"]
        corp.scan(userid="amy")
        corp.add_staff("dan")
        corp.drain()
        assert receiver.events() == ["create_user"]
        assert "AgentID" not in receiver.received[0].envelope


def test_companies_know_nothing_of_each_other(sim: SimulatorClient, api: Api, corp: CorpHandle) -> None:
    other = sim.create_corp()
    other.add_staff("amy")
    foreign = other.scan(userid="amy")
    msgid_call = {"external_userid": [foreign.external_userid], "text": {"content": "hi"}}
    assert api.get("externalcontact/get", external_userid=foreign.external_userid)["errcode"] == 40096
    assert api.post("externalcontact/add_msg_template", **msgid_call)["errcode"] == 41048
    assert api.get("externalcontact/list", userid="amy")["errcode"] == 84061
    corp.scan(userid="amy")
    assert other.books()["effects"]["add_external_contact"] == 1
