"""Signing in through the real door: cookies, rotation, waits, second factor, and the end of it all."""

import asyncio
from datetime import timedelta

import httpx
import pyotp
import pytest
from sqlalchemy import text

from siyu.kit.clock import ManualClock
from siyu.runtime.house import House
from siyu.staff import SESSION_COOKIE
from tests.staff.conftest import PASSWORD, Browser, SignedIn, an_account, sign_in


async def test_the_right_password_opens_a_session_that_knows_who_asks(signed_in: SignedIn) -> None:
    client = await signed_in("wang", "operator")

    me = await client.get("/v1/me")

    assert me.status_code == 200
    shown = me.json()
    assert (shown["login"], shown["roles"], shown["scope"]) == ("wang", ["operator"], "all")
    assert "customers.read" in shown["rights"]
    assert "*" not in shown["rights"]


async def test_nobody_is_let_in_without_a_session(browser: Browser) -> None:
    assert (await browser().get("/v1/me")).status_code == 401


@pytest.mark.parametrize("login", ["WANG", " wang ", "ｗａｎｇ"])
async def test_a_login_is_the_same_however_it_is_typed(house: House, browser: Browser, login: str) -> None:
    await an_account(house, "Wang", "sales")

    assert (await sign_in(browser(), login)).status_code == 200


async def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(house: House, browser: Browser) -> None:
    await an_account(house, "wang", "sales")

    plain = await sign_in(browser(), "wang")
    over_tls = await sign_in(browser(base_url="https://siyu.test", origin="https://siyu.test"), "wang")

    for answer in (plain, over_tls):
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "path=/" in cookie
        assert answer.headers["cache-control"] == "no-store"
    assert "secure" not in plain.headers["set-cookie"].lower()
    assert "secure" in over_tls.headers["set-cookie"].lower()


async def test_wrong_password_unknown_login_and_closed_account_look_alike(house: House, browser: Browser) -> None:
    await an_account(house, "wang", "sales")
    closed = await an_account(house, "closed", "sales")
    async with house.unit() as uow:
        await uow.execute(text("UPDATE users SET is_active = false WHERE id = :id"), {"id": closed.id})

    answers = [
        await sign_in(browser(), "wang", "wrong password"),
        await sign_in(browser(), "nobody"),
        await sign_in(browser(), "closed"),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


async def test_signing_in_again_ends_the_session_the_browser_held(house: House, signed_in: SignedIn) -> None:
    client = await signed_in("wang", "sales")
    first = client.cookies[SESSION_COOKIE]

    await sign_in(client, "wang")

    assert client.cookies[SESSION_COOKIE] != first
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, first)
    assert (await client.get("/v1/me")).status_code == 401


async def test_signing_out_ends_this_session_only(browser: Browser, signed_in: SignedIn) -> None:
    here = await signed_in("wang", "sales")
    there = browser()
    await sign_in(there, "wang")
    token = here.cookies[SESSION_COOKIE]

    assert (await here.post("/v1/sign-out", json={})).status_code == 204

    assert SESSION_COOKIE not in here.cookies
    here.cookies.set(SESSION_COOKIE, token)
    assert (await here.get("/v1/me")).status_code == 401
    assert (await there.get("/v1/me")).status_code == 200


async def test_signing_out_everywhere_ends_all(browser: Browser, signed_in: SignedIn) -> None:
    here, there = await signed_in("wang", "sales"), browser()
    await sign_in(there, "wang")
    assert len((await there.get("/v1/me/sessions")).json()) == 2

    await here.post("/v1/sign-out", json={"is_everywhere": True})

    assert (await there.get("/v1/me")).status_code == 401


async def test_a_session_runs_out(signed_in: SignedIn, clock: ManualClock) -> None:
    client = await signed_in("wang", "sales")

    clock.advance(timedelta(hours=12))

    assert (await client.get("/v1/me")).status_code == 401


async def test_tokens_are_stored_as_hashes(house: House, signed_in: SignedIn) -> None:
    client = await signed_in("wang", "sales")

    async with house.unit() as uow:
        stored = (await uow.execute(text("SELECT to_jsonb(s)::text FROM sessions s"))).scalar_one()
        password = (await uow.execute(text("SELECT password_hash FROM users"))).scalar_one()

    assert client.cookies[SESSION_COOKIE] not in stored
    assert password.startswith("$argon2id$")


async def test_guesses_make_the_account_wait_longer_and_longer(
    house: House, browser: Browser, clock: ManualClock
) -> None:
    await an_account(house, "wang", "sales")
    client = browser()
    for _ in range(5):
        assert (await sign_in(client, "wang", "guess guess")).status_code == 401

    waits = []
    for _ in range(12):
        blocked = await sign_in(client, "wang", PASSWORD)
        assert blocked.status_code == 429
        waits.append(blocked.json()["details"]["seconds"])
        clock.advance(timedelta(seconds=waits[-1]))
        assert (await sign_in(client, "wang", "guess guess")).status_code == 401

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


async def test_a_burst_of_parallel_guesses_is_held_back_too(house: House, browser: Browser) -> None:
    await an_account(house, "wang", "sales")

    answers = await asyncio.gather(*(sign_in(browser(f"198.51.100.{n}"), "wang", "guess guess") for n in range(20)))

    assert [answer.status_code for answer in answers].count(401) == 5
    assert [answer.status_code for answer in answers].count(429) == 15


async def test_one_source_cannot_try_one_password_on_everybody(browser: Browser) -> None:
    client = browser("203.0.113.9")

    answers = [(await sign_in(client, f"person{n}", "123456789012")).status_code for n in range(55)]

    assert answers[:50] == [401] * 50
    assert answers[50:] == [429] * 5
    assert (await sign_in(browser("203.0.113.10"), "person1", "123456789012")).status_code == 401


async def test_success_clears_what_was_held_against_the_account(house: House, browser: Browser) -> None:
    await an_account(house, "wang", "sales")
    client = browser()
    for _ in range(3):
        for _ in range(4):
            await sign_in(client, "wang", "guess guess")
        assert (await sign_in(client, "wang")).status_code == 200


async def test_the_typed_login_is_not_kept_in_the_clear(house: House, browser: Browser) -> None:
    await sign_in(browser(), "my-password-typed-here", "x")

    async with house.unit() as uow:
        kept = (await uow.execute(text("SELECT string_agg(t::text, ' ') FROM sign_in_tries t"))).scalar_one()
    assert "my-password" not in kept


async def turn_on_second_factor(client: httpx.AsyncClient, clock: ManualClock) -> pyotp.TOTP:
    offer = (await client.post("/v1/me/second-factor", json={"password": PASSWORD})).json()
    totp = pyotp.TOTP(offer["secret"])
    accepted = await client.put("/v1/me/second-factor", json={"code": totp.at(clock.now())})
    assert accepted.status_code == 204
    clock.advance(timedelta(seconds=60))
    return totp


async def test_a_second_factor_is_asked_for_and_each_code_works_once(
    browser: Browser, signed_in: SignedIn, clock: ManualClock
) -> None:
    totp = await turn_on_second_factor(await signed_in("wang", "sales"), clock)
    code = totp.at(clock.now())

    without = await sign_in(browser(), "wang")
    first = await sign_in(browser(), "wang", code=code)
    again = await sign_in(browser(), "wang", code=code)

    assert (without.status_code, without.json()["code"]) == (401, "staff.second_factor_needed")
    assert first.status_code == 200
    assert first.json()["has_second_factor"] is True
    assert (again.status_code, again.json()["code"]) == (401, "staff.sign_in_refused")


async def test_codes_cannot_be_guessed_by_someone_who_has_the_password(
    browser: Browser, signed_in: SignedIn, clock: ManualClock
) -> None:
    totp = await turn_on_second_factor(await signed_in("wang", "sales"), clock)
    wrong = f"{(int(totp.at(clock.now())) + 7) % 1_000_000:06}"

    outcomes = []
    for _ in range(8):
        outcomes.append((await sign_in(browser(), "wang", code=wrong)).status_code)
        await sign_in(browser(), "wang")  # the right password alone must not clear the count

    assert outcomes[0] == 401
    assert outcomes[-1] == 429


async def test_a_wrong_code_does_not_put_the_second_factor_in_force(signed_in: SignedIn) -> None:
    client = await signed_in("wang", "sales")
    await client.post("/v1/me/second-factor", json={"password": PASSWORD})

    refused = await client.put("/v1/me/second-factor", json={"code": "000000"})

    assert refused.status_code == 422
    assert (await client.get("/v1/me")).json()["has_second_factor"] is False


async def test_the_second_factor_is_given_up_only_with_the_password(
    browser: Browser, signed_in: SignedIn, clock: ManualClock
) -> None:
    client = await signed_in("wang", "sales")
    await turn_on_second_factor(client, clock)

    assert (await client.post("/v1/me/second-factor/removal", json={"password": "no"})).status_code == 401
    assert (await client.post("/v1/me/second-factor/removal", json={"password": PASSWORD})).status_code == 204
    assert (await sign_in(browser(), "wang")).status_code == 200


async def test_changing_the_password_ends_the_other_sessions(browser: Browser, signed_in: SignedIn) -> None:
    here, there = await signed_in("wang", "sales"), browser()
    await sign_in(there, "wang")

    wrong = await here.put("/v1/me/password", json={"old": "nope", "new": "a new long secret"})
    weak = await here.put("/v1/me/password", json={"old": PASSWORD, "new": "short"})
    right = await here.put("/v1/me/password", json={"old": PASSWORD, "new": "a new long secret"})

    assert (wrong.status_code, weak.status_code, right.status_code) == (401, 422, 204)
    assert (await here.get("/v1/me")).status_code == 200
    assert (await there.get("/v1/me")).status_code == 401
    assert (await sign_in(browser(), "wang", "a new long secret")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://siyu.test.evil.example"},
        {"origin": "", "referer": "https://evil.example/siyu.test"},
    ],
)
async def test_a_page_of_another_site_cannot_act_with_our_cookie(signed_in: SignedIn, headers: dict[str, str]) -> None:
    client = await signed_in("wang", "sales")

    forged = await client.post("/v1/sign-out", json={}, headers=headers)

    assert (forged.status_code, forged.json()["code"]) == (403, "staff.foreign_origin")
    assert (await client.get("/v1/me")).status_code == 200


async def test_another_site_cannot_sign_a_visitor_in(house: House, browser: Browser) -> None:
    await an_account(house, "wang", "sales")

    assert (await sign_in(browser(origin="https://evil.example"), "wang")).status_code == 403


async def test_every_sign_in_is_in_the_trail(browser: Browser, signed_in: SignedIn) -> None:
    await signed_in("wang", "sales")
    auditor = await signed_in("auditor", "compliance")

    listed = await auditor.get("/v1/audit", params={"action": "staff.signed_in"})

    assert [entry["actor"] for entry in listed.json()["items"]] == ["auditor", "wang"]
