"""Callbacks that another implementation has encrypted and posted."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from siyu.vendors.wecom import CallbackRefused, check_freshness
from tests.builders.simulator import SimulatorClient
from tests.vendors.wecom.against import Meeting
from tests.vendors.wecom.receiver import Receiver, a_receiver

MUTATIONS = 10_000


@pytest.fixture
def receiver(met: Meeting) -> Iterator[Receiver]:
    """A receiver whose address the corp has verified and saved."""
    with a_receiver(met.corp) as made:
        assert met.corp.set_receiver(made.url)["saved"]
        yield made


def test_the_address_is_verified_and_a_wrong_key_is_noticed(met: Meeting, simulator: SimulatorClient) -> None:
    other = simulator.create_corp()
    with a_receiver(other) as stranger:
        assert not met.corp.set_receiver(stranger.url)["saved"]
        assert other.set_receiver(stranger.url)["saved"]


def test_a_new_customer_arrives_with_state_and_welcome_code(met: Meeting, receiver: Receiver) -> None:
    meeting = met.corp.scan(userid="amy")
    met.corp.drain()

    (event,) = receiver.events
    assert (event.corp_id, event.event) == (met.corp.corp_id, "change_external_contact")
    assert (event.change_type, event.text("UserID")) == ("add_external_contact", "amy")
    assert event.text("ExternalUserID") == meeting.external_userid
    assert event.text("WelcomeCode") == meeting.welcome_code
    assert event.create_time is not None
    assert abs(event.create_time - datetime.now(UTC)).total_seconds() < 60
    check_freshness(receiver.raw[0][0]["timestamp"], now=datetime.now(UTC))


def test_every_padding_and_odd_tags_are_read(met: Meeting, receiver: Receiver) -> None:
    met.corp.set_switches(pad=-1, omit_agent_id=True, spaces_in_tags=True)

    added = {met.corp.scan(userid="amy").external_userid for _ in range(64)}
    met.corp.drain()

    assert receiver.refusals == []
    assert {event.text("ExternalUserID") for event in receiver.events} == added


@pytest.mark.parametrize("form", ["items", "comma"])
def test_joiners_of_a_group_are_read_in_both_encodings(met: Meeting, receiver: Receiver, form: str) -> None:
    met.corp.set(member_list_format=form)
    people = [met.corp.add_customer() for _ in range(3)]
    chat_id = met.corp.add_group("amy", "群")

    met.corp.ask("POST", f"/groups/{chat_id}/join", {"people": people})
    met.corp.drain()

    joined = [event for event in receiver.events if event.text("UpdateDetail") == "add_member"]
    assert [event.items("MemChangeList") for event in joined] == [tuple(people)]
    assert joined[0].text("ChatId") == chat_id


def test_a_retry_has_the_same_fingerprint_under_another_cipher(met: Meeting, receiver: Receiver) -> None:
    met.corp.set_switches(duplicate=1.0, copies=2)

    met.corp.scan(userid="amy")
    met.corp.drain()

    assert len(receiver.events) >= 2
    assert len({event.fingerprint for event in receiver.events}) == 1
    assert len({body for _, body in receiver.raw}) == len(receiver.raw)


def test_ten_thousand_mutated_callbacks_are_refused_with_one_text(
    met: Meeting, receiver: Receiver, simulator: SimulatorClient
) -> None:
    met.corp.scan(userid="amy")
    met.corp.drain()
    query, body = receiver.raw[0]
    with a_receiver(simulator.create_corp()) as stranger:
        outcomes = {_refusal(stranger, query, body)}
    chance = random.Random(7)

    for _ in range(MUTATIONS):
        outcomes.add(_refusal(receiver, *_mutate(chance, query, body)))

    assert outcomes == {"callback refused"}
    assert receiver.take(query, body).text("UserID") == "amy"


def _refusal(receiver: Receiver, query: dict[str, str], body: bytes) -> str:
    with pytest.raises(CallbackRefused) as refusal:
        receiver.take(query, body)
    return str(refusal.value)


def _mutate(chance: random.Random, query: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
    """Change what is signed: one character of the query, or one of the ciphertext, or its length."""
    start = body.index(b"CDATA[", body.index(b"<Encrypt>")) + 6
    end = body.index(b"]]", start)
    kind = chance.choice(["query", "flip", "cut", "swap", "other"])
    if kind == "query":
        name = chance.choice(sorted(query))
        at = chance.randrange(len(query[name]))
        changed = chr((ord(query[name][at]) + chance.randrange(1, 50)) % 0x10FFFF)
        return {**query, name: query[name][:at] + changed + query[name][at + 1 :]}, body
    at = chance.randrange(start, end)
    if kind == "flip":
        return query, body[:at] + bytes([body[at] ^ (1 << chance.randrange(8))]) + body[at + 1 :]
    if kind == "cut":
        return query, body[:at] + body[end:]
    if kind == "swap":
        return query, body[:start] + body[at:end] + b"A" + body[start:at] + body[end:]
    return query, body[:start] + chance.randbytes(90).hex().encode() + body[end:]
