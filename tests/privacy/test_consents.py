"""The consent ledger through its doors: what is noted, what is said, who is left out of a plan."""

import random
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from siyu import customers
from siyu.kit.clock import ManualClock
from siyu.privacy import (
    Channel,
    ConsentWord,
    Purpose,
    blocked_customers,
    grant_consent,
    list_consents,
    may_contact,
    suppress,
    withdraw_consent,
)
from siyu.privacy.handlers import carry_consents_over
from siyu.runtime.house import House
from siyu.runtime.viewer import system_viewer
from tests.privacy.conftest import SignedIn, Town, people


async def blocked(house: House, purpose: str, channel: str, topic: str = "") -> set[int]:
    async with house.unit() as uow:
        statement = blocked_customers(purpose=purpose, channel=channel, topic=topic, at=uow.now())
        found = list((await uow.execute(statement)).scalars())
    assert len(found) == len(set(found))
    return set(found)


async def say(house: House, customer: int, *, is_granted: bool, purpose: str = "marketing", **more: object) -> bool:
    word = ConsentWord(customer_id=customer, purpose=purpose, **more)
    async with house.unit() as uow:
        return await (grant_consent if is_granted else withdraw_consent)(uow, word)


async def events(house: House, name: str) -> list[dict]:
    async with house.unit() as uow:
        found = text("SELECT properties FROM events WHERE name = :name ORDER BY id")
        return list((await uow.execute(found, {"name": name})).scalars())


async def test_a_withdrawal_blocks_at_once_and_is_told(house: House) -> None:
    [somebody, other] = await people(house, 2)

    assert await say(house, somebody, is_granted=False, channel="wecom", basis="self", campaign=12)

    assert await blocked(house, "marketing", "wecom") == {somebody}
    assert await blocked(house, "service", "wecom") == set()
    assert await events(house, "consent_withdrawn") == [
        {"purpose": "marketing", "channel": "wecom", "basis": "self", "campaign": 12}
    ]
    async with house.unit() as uow:
        assert not await may_contact(uow, somebody, purpose="marketing", channel="wecom")
        assert await may_contact(uow, other, purpose="marketing", channel="wecom")


async def test_marketing_by_sms_reaches_only_those_who_agreed(house: House) -> None:
    [yes, no, silent] = await people(house, 3)
    await say(house, yes, is_granted=True, channel="sms", notice_version=3)
    await say(house, no, is_granted=False, channel="sms")

    assert await blocked(house, "marketing", "sms") == {no, silent}
    assert await blocked(house, "service", "sms") == set()
    assert await events(house, "consent_granted") == [{"purpose": "marketing", "channel": "sms", "notice_version": 3}]


async def test_saying_the_same_twice_is_one_entry(house: House, clock: ManualClock) -> None:
    [somebody] = await people(house, 1)

    first = await say(house, somebody, is_granted=False)
    clock.advance(timedelta(minutes=1))

    assert first
    assert not await say(house, somebody, is_granted=False)
    assert len(await events(house, "consent_withdrawn")) == 1


async def test_no_to_everything_said_again_ends_a_yes_in_between(house: House, clock: ManualClock) -> None:
    [somebody] = await people(house, 1)
    await say(house, somebody, is_granted=False)
    clock.advance(timedelta(minutes=1))
    await say(house, somebody, is_granted=True, channel="sms")
    assert await blocked(house, "marketing", "sms") == set()
    clock.advance(timedelta(minutes=1))

    assert await say(house, somebody, is_granted=False)

    assert await blocked(house, "marketing", "sms") == {somebody}


async def test_a_late_old_word_changes_nothing(house: House, clock: ManualClock) -> None:
    [somebody] = await people(house, 1)
    await say(house, somebody, is_granted=False)

    assert not await say(house, somebody, is_granted=True, occurred_at=clock.now() - timedelta(days=1))
    assert await blocked(house, "marketing", "wecom") == {somebody}


async def test_a_stop_holds_whatever_was_agreed_until_it_ends(house: House, clock: ManualClock) -> None:
    [somebody] = await people(house, 1)
    await say(house, somebody, is_granted=True, channel="sms")
    async with house.unit() as uow:
        until = clock.now() + timedelta(days=7)
        await suppress(uow, system_viewer(), somebody, channel="", reason="complaint", until=until)

    assert await blocked(house, "marketing", "sms") == {somebody}
    assert await blocked(house, "service", "wecom") == {somebody}
    clock.advance(timedelta(days=7))
    assert await blocked(house, "marketing", "sms") == set()


async def test_the_ledger_cannot_be_rewritten(house: House) -> None:
    [somebody] = await people(house, 1)
    await say(house, somebody, is_granted=True)

    for statement in ("UPDATE consent_entries SET is_granted = false", "DELETE FROM consent_entries"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with house.unit() as uow:
                await uow.execute(text(statement))


@pytest.mark.parametrize("seed", range(3))
async def test_the_set_and_the_single_question_always_agree(house: House, clock: ManualClock, seed: int) -> None:
    dice = random.Random(seed)
    everybody = await people(house, 40)
    for _ in range(250):
        clock.advance(timedelta(seconds=dice.choice([0, 0, 60])))
        if dice.random() < 0.1:
            async with house.unit() as uow:
                until = dice.choice([None, clock.now() + timedelta(minutes=dice.randint(-5, 60))])
                channel = dice.choice(["", "sms", "wecom"])
                await suppress(uow, system_viewer(), dice.choice(everybody), channel=channel, reason="r", until=until)
            continue
        await say(
            house,
            dice.choice(everybody),
            is_granted=dice.random() < 0.5,
            purpose=dice.choice(["marketing", "service", "location"]),
            topic=dice.choice(["", "news"]),
            channel=dice.choice(["", "sms", "wecom"]),
        )

    for purpose in (Purpose.MARKETING, Purpose.SERVICE, Purpose.LOCATION):
        for channel in (Channel.WECOM, Channel.SMS):
            for topic in ("", "news"):
                async with house.unit() as uow:
                    asked = {"purpose": purpose, "channel": channel, "topic": topic}
                    one_by_one = {who for who in everybody if not await may_contact(uow, who, **asked)}
                assert await blocked(house, purpose, channel, topic) == one_by_one, asked


async def test_a_merge_carries_the_no_and_the_stop_over(house: House) -> None:
    [survivor, loser] = await people(house, 2)
    await say(house, loser, is_granted=False, channel="wecom")
    async with house.unit() as uow:
        await suppress(uow, system_viewer(), loser, channel="sms", reason="complaint")
    merged = customers.CustomerMerged(
        dedup_key="m:1", customer_id=survivor, loser=loser, rule="manual", strength="strong"
    )

    for _ in range(2):  # a repeated event changes nothing more
        async with house.unit() as uow:
            await carry_consents_over(merged, uow)

    assert survivor in await blocked(house, "marketing", "wecom")
    async with house.unit() as uow:
        states, stops = await list_consents(uow, survivor)
        entries = "SELECT count(*) FROM consent_entries WHERE customer_id = :id"
        assert (await uow.execute(text(entries), {"id": survivor})).scalar_one() == 1
    assert [(one.channel, one.is_granted) for one in states] == [("wecom", False)]
    assert [stop.channel for stop in stops] == ["sms"]


async def post(client: httpx.AsyncClient, customer: int, **body: object) -> httpx.Response:
    return await client.post(f"/v1/customers/{customer}/consents", json=body)


async def test_consent_is_noted_and_read_over_http(town: Town, signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")

    await post(client, town.li, is_granted=True, purpose="marketing", channel="sms", notice_version=2)
    noted = await post(client, town.li, is_granted=False, purpose="marketing", basis="staff")
    stopped = await client.post(f"/v1/customers/{town.li}/suppressions", json={"reason": "投诉", "channel": "sms"})
    history = await client.get(f"/v1/customers/{town.li}/consents/history", params={"limit": 1})
    older = await client.get(
        f"/v1/customers/{town.li}/consents/history", params={"cursor": history.json()["next_cursor"]}
    )

    assert [(one["channel"], one["is_granted"]) for one in noted.json()["consents"]] == [(None, False), ("sms", True)]
    assert [one["channel"] for one in stopped.json()["suppressions"]] == ["sms"]
    assert [one["is_granted"] for one in history.json()["items"] + older.json()["items"]] == [False, True]
    lifted = await client.post(f"/v1/customers/{town.li}/suppressions/removal", json={"channel": "sms"})
    assert lifted.json()["suppressions"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"is_granted": True},
        {"is_granted": True, "purpose": "world_peace"},
        {"is_granted": True, "purpose": "marketing", "channel": "pigeon"},
        {"is_granted": True, "purpose": "marketing", "topic": "No Spaces"},
        {"is_granted": True, "purpose": "marketing", "proof_hash": "abc"},
        {"is_granted": True, "purpose": "marketing", "occurred_at": "2026-09-01T00:00:00"},
        {"is_granted": True, "purpose": "marketing", "surprise": 1},
    ],
)
async def test_what_is_not_in_the_catalogue_is_refused(town: Town, signed_in: SignedIn, body: dict) -> None:
    client = await signed_in("op", "operator")

    assert (await post(client, town.li, **body)).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "consents", None),
        ("GET", "consents/history", None),
        ("POST", "consents", {"is_granted": False, "purpose": "marketing"}),
        ("POST", "suppressions", {"reason": "x"}),
        ("POST", "suppressions/removal", {}),
        ("POST", "reveal", {"reason": "delivery"}),
    ],
)
async def test_nobody_reaches_customers_of_others(
    town: Town, signed_in: SignedIn, method: str, path: str, body: dict | None
) -> None:
    admin = await signed_in("root-admin", "admin")
    role = {
        "title_zh": "自有客户",
        "title_en": "Own",
        "scope": "own",
        "rights": ["customers.read", "customers.write", "customers.reveal"],
    }
    assert (await admin.put("/v1/roles/keeper", json=role)).status_code == 200
    wang = await signed_in("wang", "keeper", staff_id=town.wang)

    mine = await wang.request(method, f"/v1/customers/{town.li}/{path}", json=body)
    other = await wang.request(method, f"/v1/customers/{town.zhao}/{path}", json=body)
    nobody = await wang.request(method, f"/v1/customers/{town.zhao + 999}/{path}", json=body)

    assert mine.status_code == 200
    assert other.status_code == nobody.status_code == 404
    assert other.json() == nobody.json()
