"""Faults of a real line: who may repeat, what the books say, and what a token's death costs."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from siyu.kit.clock import ManualClock
from siyu.vendors.wecom import (
    Ceilings,
    ContactWaySpec,
    CredentialRefused,
    MassSendSpec,
    MemoryQuota,
    MessageContent,
    NotSent,
    OutcomeUnknown,
    QuotaBlocked,
    Unanswered,
    WeComError,
)
from tests.vendors.wecom.against import Meeting

WAY = "externalcontact/add_contact_way"
SEND = "externalcontact/add_msg_template"
LIST = "externalcontact/get_follow_user_list"
HELLO = MessageContent("你好")
A_WAY = ContactWaySpec(users=("amy",))


@pytest.mark.parametrize("kind", ["busy", "concurrency", "token_expired", "reset_before", "html_502", "garbage"])
async def test_a_read_survives_two_faults(met: Meeting, kind: str) -> None:
    met.fault(kind, LIST, count=1 if kind == "token_expired" else 2)

    assert set(await met.client.contacts.list_follow_members()) == {"amy", "bob"}


@pytest.mark.parametrize("kind", ["cut_after", "html_502_after"])
async def test_a_repeatable_write_is_repeated_and_ends_as_wanted(met: Meeting, kind: str) -> None:
    customer = met.corp.scan(userid="amy").external_userid
    met.fault(kind, "externalcontact/remark", count=2)

    await met.client.contacts.remark("amy", customer, remark="老客")

    assert (await met.client.contacts.get_customer(customer)).follow_user[0].remark == "老客"
    assert len(met.naps) == 2


@pytest.mark.parametrize(
    ("kind", "made"), [("cut_after", 1), ("html_502_after", 1), ("reset_before", 0), ("html_502", 0), ("garbage", 0)]
)
async def test_a_create_with_a_lost_answer_is_sent_once_whether_applied_or_not(
    met: Meeting, kind: str, made: int
) -> None:
    met.fault(kind, WAY)

    with pytest.raises(OutcomeUnknown):
        await met.client.contact_ways.create(A_WAY)

    assert len([one async for one in met.client.contact_ways.iterate_ids()]) == made


async def test_a_slow_create_is_unknown_and_applied_once(met: Meeting) -> None:
    (friend,) = met.corp.befriend_many(1, ["amy"])
    met.corp.set(dispatch_delay_s=0)
    met.fault("slow_after", SEND, delay_s=1.0)
    async with httpx.AsyncClient(trust_env=False, timeout=0.3) as impatient:
        send = met.speak_as(http=impatient).mass_send
        with pytest.raises(OutcomeUnknown, match="ReadTimeout"):
            await send.create(MassSendSpec(content=HELLO, external_userids=[friend]))
    await asyncio.sleep(1.0)

    assert met.corp.books()["mass"]["messages"] == 1


@pytest.mark.parametrize("kind", ["busy", "concurrency", "rate_limited"])
async def test_a_refused_create_is_told_and_not_repeated(met: Meeting, kind: str) -> None:
    met.fault(kind, WAY)

    with pytest.raises(WeComError):
        await met.client.contact_ways.create(A_WAY)

    assert [one async for one in met.client.contact_ways.iterate_ids()] == []
    assert sum(met.answered(WAY).values()) == 1


async def test_a_create_with_a_dead_token_is_made_exactly_once(met: Meeting) -> None:
    await met.client.check_credential()
    met.fault("token_expired", WAY)

    made = await met.client.contact_ways.create(A_WAY)

    assert [one async for one in met.client.contact_ways.iterate_ids()] == [made.config_id]
    assert met.answered(WAY) == {42001: 1, 0: 1}


async def test_a_welcome_with_a_cut_answer_goes_out_once(met: Meeting) -> None:
    code = met.corp.scan(userid="amy").welcome_code
    met.fault("cut_after", "externalcontact/send_welcome_msg")

    with pytest.raises(WeComError) as error:
        await met.client.welcome.send(code, HELLO)

    assert error.value.code == 41051
    assert met.applied("welcome") == 1


async def test_a_closed_port_means_not_sent(met: Meeting) -> None:
    await met.client.check_credential()
    client = met.speak_as(base_url="http://127.0.0.1:1")

    with pytest.raises(NotSent, match="ConnectError"):
        await client.contact_ways.create(A_WAY)


async def test_an_unknown_address_is_not_a_wecom(met: Meeting) -> None:
    await met.client.check_credential()

    with pytest.raises(NotSent, match="http 404"):
        await met.speak_as(base_url=f"{met.sim.url}/elsewhere").contact_ways.create(A_WAY)


async def test_fetches_equal_deaths_with_64_callers_of_4_processes(met: Meeting) -> None:
    processes = [met.speak_as() for _ in range(4)]
    for _ in range(5):
        met.corp.kill_tokens()
        await asyncio.gather(*(one.contacts.list_follow_members() for one in processes for _ in range(16)))

    assert met.answered("gettoken") == {0: 5}
    assert met.applied("token_issued") == 5
    assert met.answered(LIST)[0] == 5 * 64


async def test_a_token_that_dies_amid_a_crowd_costs_one_fetch_and_fails_nobody(met: Meeting) -> None:
    processes = [met.speak_as() for _ in range(4)]
    await met.client.check_credential()
    met.fault("token_expired", LIST, skip=50)

    calls = [one.contacts.list_follow_members() for one in processes for _ in range(64)]
    outcomes = await asyncio.gather(*calls)

    assert len(outcomes) == 256
    assert met.answered("gettoken") == {0: 2}


async def test_even_tokens_that_die_at_once_cost_no_more_fetches_than_deaths(met: Meeting) -> None:
    processes = [met.speak_as() for _ in range(4)]
    deaths = 8
    await met.client.check_credential()
    met.fault("token_expired", LIST, count=deaths, probability=0.05, seed=3)

    calls = [one.contacts.list_follow_members() for one in processes for _ in range(64)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    refused = [one for one in outcomes if isinstance(one, BaseException)]
    issued = met.applied("token_issued")
    assert met.answered("gettoken") == {0: issued}
    assert issued <= deaths + 1
    # A call whose second token dies too gives up: it was asked to repeat once, not for ever.
    assert all(isinstance(one, WeComError) and one.code == 42001 for one in refused)
    assert sum(met.answered(LIST).values()) <= 2 * len(outcomes)


@pytest.mark.parametrize("mistake", ["secret", "corp", "address", "disabled"])
async def test_a_set_up_mistake_costs_three_token_calls_and_names_itself(met: Meeting, mistake: str) -> None:
    expected = {"secret": 40001, "corp": 40091, "address": 60020, "disabled": 50003}[mistake]
    secret = {"secret": "wrong", "corp": met.sim.create_corp().secret}.get(mistake, met.corp.secret)
    if mistake == "address":
        met.corp.set(trusted_ips=["203.0.113.9"])
    if mistake == "disabled":
        met.corp.set_credential(enabled=False)
    processes = [met.speak_as(secret=secret) for _ in range(4)]

    outcomes = await asyncio.gather(
        *(one.contacts.list_follow_members() for one in processes for _ in range(16)), return_exceptions=True
    )

    assert {one.code for one in outcomes if isinstance(one, CredentialRefused)} == {expected}
    assert len([one for one in outcomes if isinstance(one, CredentialRefused)]) == 64
    assert met.answered("gettoken") == {expected: 3}


async def test_an_untrusted_address_is_named(met: Meeting) -> None:
    met.corp.set(trusted_ips=["203.0.113.9"])

    with pytest.raises(CredentialRefused) as refusal:
        await met.client.check_credential()

    assert refusal.value.from_ip == "127.0.0.1"


async def test_our_own_ceiling_keeps_the_server_from_ever_complaining(met: Meeting) -> None:
    met.corp.set(per_path={LIST: 10})
    careful = met.speak_as(quota=MemoryQuota(Ceilings(per_minute=10)))

    outcomes = await asyncio.gather(
        *(careful.contacts.list_follow_members() for _ in range(25)), return_exceptions=True
    )

    assert sum(isinstance(one, QuotaBlocked) for one in outcomes) == 15
    assert met.answered(LIST) == {0: 10}


async def test_after_a_breach_nothing_more_is_sent(met: Meeting) -> None:
    met.corp.set(per_path={LIST: 5})
    clock = ManualClock()
    client = met.speak_as(clock=clock)

    outcomes = []
    for _ in range(20):
        outcomes.append(await asyncio.gather(client.contacts.list_follow_members(), return_exceptions=True))

    kinds = [type(one).__name__ for (one,) in outcomes]
    assert kinds == ["tuple"] * 5 + ["WeComError"] + ["QuotaBlocked"] * 14
    assert met.answered(LIST) == {0: 5, 45009: 1}
    clock.advance(timedelta(minutes=1))
    met.sim.ask("DELETE", "/quotas")
    assert await client.contacts.list_follow_members()


async def test_a_crowd_gets_through_a_narrow_server(met: Meeting) -> None:
    met.corp.set(concurrency=4)
    await met.client.check_credential()
    calls = [met.client.contacts.list_follow_members() for _ in range(100)]

    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert sum(isinstance(one, tuple) for one in outcomes) >= 90


async def test_a_line_that_stays_broken_is_told_after_three_tries(met: Meeting) -> None:
    met.fault("html_502", LIST, count=None)

    with pytest.raises(Unanswered, match="http 502"):
        await met.client.contacts.list_follow_members()

    assert met.sim.faults()[0]["hits"] == 3
