"""One token for everybody: single flight, early refresh, deaths, and a stop after refusals."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr

from siyu.vendors.wecom import (
    Credential,
    CredentialKind,
    CredentialRefused,
    MemoryTokens,
    NotSent,
    StoredToken,
    WeComError,
    WeComFailure,
)
from siyu.vendors.wecom.tokens import FetchedToken, record_of, record_of_refusal
from tests.vendors.wecom.scripted import Stage, refused

GET = "externalcontact/get_follow_user_list"
NOW = datetime(2026, 9, 1, tzinfo=UTC)


async def call(stage: Stage) -> object:
    return await stage.client.contacts.list_follow_members()


async def test_64_callers_fetch_one_token(stage: Stage) -> None:
    stage.line.pause = 0.001

    await asyncio.gather(*(call(stage) for _ in range(64)))

    assert stage.line.fetches == 1


async def test_64_callers_of_one_process_take_the_shared_lock_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []
    lock = stage.tokens.lock
    monkeypatch.setattr(stage.tokens, "lock", lambda key: taken.append(key) or lock(key))
    stage.line.pause = 0.001

    await asyncio.gather(*(call(stage) for _ in range(64)))

    assert len(taken) == 1


async def test_a_dead_token_is_forgotten_even_if_no_new_one_can_be_had(stage: Stage) -> None:
    await call(stage)
    stage.line.kill_token()
    stage.line.answers("gettoken", *[httpx.ConnectError("down")] * 3)
    with pytest.raises(NotSent):
        await call(stage)

    calls_before = len(stage.line.calls(GET))
    await stage.another_process().contacts.list_follow_members()

    assert len(stage.line.calls(GET)) == calls_before + 1


async def test_two_processes_share_one_token(stage: Stage) -> None:
    others = [stage.another_process() for _ in range(8)]
    stage.line.pause = 0.001

    await asyncio.gather(*(one.contacts.list_follow_members() for one in others for _ in range(8)))

    assert stage.line.fetches == 1


async def test_fetches_equal_deaths_with_64_callers_in_4_processes(stage: Stage) -> None:
    clients = [stage.another_process() for _ in range(4)]
    deaths = 0
    stage.line.pause = 0.0005
    for _ in range(20):
        stage.line.kill_token()
        deaths += 1
        await asyncio.gather(*(one.contacts.list_follow_members() for one in clients for _ in range(16)))

    assert stage.line.fetches == deaths


@pytest.mark.parametrize("code", [40014, 42001])
async def test_a_dead_token_is_replaced_and_the_call_repeated_once(stage: Stage, code: int) -> None:
    stage.line.answers(GET, refused(code), {"errcode": 0, "follow_user": ["zhang"]})

    assert await call(stage) == ("zhang",)
    assert len(stage.line.calls(GET)) == 2


@pytest.mark.parametrize("code", [40014, 42001])
async def test_a_second_refusal_of_the_token_is_told_and_not_looped(stage: Stage, code: int) -> None:
    stage.line.answers(GET, refused(code), refused(code))

    with pytest.raises(WeComError) as error:
        await call(stage)

    assert error.value.code == code
    assert len(stage.line.calls(GET)) == 2


@pytest.mark.parametrize("code", [40001, 40013, 60020, 48002, 41001])
async def test_other_codes_do_not_replace_the_token(stage: Stage, code: int) -> None:
    stage.line.answers(GET, refused(code))

    with pytest.raises(WeComError):
        await call(stage)

    assert stage.line.fetches == 1
    assert len(stage.line.calls(GET)) == 1


@pytest.mark.parametrize("code", [40001, 40013, 60020, 40091, 50003])
async def test_a_refused_credential_is_asked_three_times_at_most(stage: Stage, code: int) -> None:
    stage.line.refuse_secret = code
    clients = [stage.another_process() for _ in range(4)]

    outcomes = await asyncio.gather(
        *(one.contacts.list_follow_members() for one in clients for _ in range(16)), return_exceptions=True
    )

    assert stage.line.fetches == 3
    assert all(isinstance(one, CredentialRefused) and one.code == code for one in outcomes)


async def test_a_refused_credential_is_probed_once_in_half_an_hour_and_recovers(stage: Stage) -> None:
    stage.line.refuse_secret = 60020
    for _ in range(9):
        with pytest.raises(CredentialRefused) as refusal:
            await call(stage)
    assert refusal.value.retry_at == stage.clock.now() + timedelta(minutes=30)

    stage.clock.advance(timedelta(minutes=30))
    for _ in range(5):
        with pytest.raises(CredentialRefused):
            await call(stage)
    assert stage.line.fetches == 4
    stage.clock.advance(timedelta(minutes=30))
    stage.line.refuse_secret = None

    assert await call(stage) == ()


async def test_a_busy_token_call_is_not_a_refusal(stage: Stage) -> None:
    stage.line.answers("gettoken", refused(-1), refused(-1))

    assert await call(stage) == ()


async def test_a_token_call_that_stays_busy_is_told_as_such(stage: Stage) -> None:
    stage.line.answers("gettoken", *[refused(-1)] * 3)

    with pytest.raises(WeComError) as error:
        await call(stage)

    assert (error.value.path, error.value.is_retryable) == ("gettoken", True)
    assert not isinstance(error.value, CredentialRefused)
    assert len(stage.line.calls("gettoken")) == 3


async def test_a_blocked_token_call_is_not_repeated(stage: Stage) -> None:
    stage.line.answers("gettoken", refused(45009))
    for _ in range(5):
        with pytest.raises(WeComFailure) as failure:
            await call(stage)
        assert failure.value.is_retryable

    assert len(stage.line.calls("gettoken")) == 1


@pytest.mark.parametrize(
    "answer", [{}, {"access_token": ""}, {"access_token": 5}, {"access_token": "t", "expires_in": "x"}]
)
async def test_a_token_answer_without_a_token_means_not_sent(stage: Stage, answer: dict[str, object]) -> None:
    stage.line.answers("gettoken", answer)

    with pytest.raises(NotSent, match="no token"):
        await call(stage)


async def test_a_token_that_is_dead_on_arrival_is_fetched_once_a_call(stage: Stage) -> None:
    same = {"errcode": 0, "access_token": "dead", "expires_in": 7200}
    stage.line.answers("gettoken", *[same] * 10)

    for _ in range(3):
        with pytest.raises(WeComError):
            await call(stage)

    assert len(stage.line.calls("gettoken")) <= 1 + 3
    assert len(stage.line.calls(GET)) == 6


async def test_a_token_is_refreshed_five_minutes_before_its_death(stage: Stage) -> None:
    await call(stage)
    stage.clock.advance(timedelta(seconds=7200 - 301))
    await call(stage)
    assert stage.line.fetches == 1

    stage.clock.advance(timedelta(seconds=1))
    await call(stage)

    assert stage.line.fetches == 2


async def test_the_short_rest_of_an_old_token_is_used_up_without_asking_again(stage: Stage) -> None:
    stage.line.alive = "old"
    stage.line.answers("gettoken", {"errcode": 0, "access_token": "old", "expires_in": 290})

    for _ in range(29):
        await call(stage)
        stage.clock.advance(timedelta(seconds=10))

    assert len(stage.line.calls("gettoken")) == 1


async def test_dropping_compares(stage: Stage) -> None:
    store = MemoryTokens()
    await store.write("k", record_of(FetchedToken(SecretStr("new"), timedelta(hours=2)), NOW))

    assert not await store.drop_if("k", SecretStr("old"))
    assert await store.read("k") is not None
    assert await store.drop_if("k", SecretStr("new"))
    assert await store.read("k") is None


def test_a_corrected_secret_starts_with_a_clean_record() -> None:
    wrong, right = Credential("ww1", SecretStr("a")), Credential("ww1", SecretStr("b"))
    directory = Credential("ww1", SecretStr("a"), CredentialKind.DIRECTORY)

    assert len({wrong.key, right.key, directory.key}) == 3
    assert wrong.key == Credential("ww1", SecretStr("a")).key


def test_refusals_add_up_and_the_third_closes_the_door_for_half_an_hour() -> None:
    record: StoredToken | None = None
    seen = []
    for _ in range(4):
        record = record_of_refusal(record, 40001, NOW)
        seen.append((record.refusals, record.refresh_at - NOW))

    half = timedelta(minutes=30)
    assert seen == [(1, timedelta()), (2, timedelta()), (3, half), (4, half)]


@pytest.mark.parametrize(("lives", "early"), [(7200, 300), (601, 300), (600, 0), (30, 0)])
def test_a_long_life_is_renewed_early_and_a_short_one_lived_out(lives: int, early: int) -> None:
    record = record_of(FetchedToken(SecretStr("t"), timedelta(seconds=lives)), NOW)

    assert record.expires_at - record.refresh_at == timedelta(seconds=early)
