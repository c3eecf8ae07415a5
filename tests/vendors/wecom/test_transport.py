"""What may be repeated, what never is, and what the caller is told."""

import json
import logging
from datetime import timedelta

import httpx
import pytest

from siyu.vendors.wecom import (
    ContactWaySpec,
    GatewayRefused,
    MessageContent,
    NotSent,
    OutcomeUnknown,
    QuotaBlocked,
    Unanswered,
    WeComError,
)
from tests.vendors.wecom.scripted import CORP, SECRET, Stage, refused

GET = "externalcontact/get_follow_user_list"
CREATE = "externalcontact/add_contact_way"
A_WAY = ContactWaySpec(users=("zhang",))
HTML_502 = httpx.Response(502, text="<html>bad gateway</html>")
LOST = [
    httpx.ReadTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.RemoteProtocolError("closed"),
    httpx.WriteError("cut"),
    httpx.Response(502, text="<html>bad gateway</html>"),
    httpx.Response(408, text="too slow"),
    httpx.Response(302, headers={"location": "http://elsewhere.invalid"}),
    httpx.Response(200, text="<html>maintenance</html>"),
    httpx.Response(200, text='{"errcode":'),
    httpx.Response(200, json=[1]),
    httpx.Response(200, json={"errcode": "what"}),
]
NEVER_LEFT = [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full")]


async def test_a_read_is_tried_again_when_the_system_is_busy(stage: Stage) -> None:
    stage.line.answers(GET, refused(-1), refused(6000), {"errcode": 0, "follow_user": ["zhang"]})

    assert await stage.client.contacts.list_follow_members() == ("zhang",)
    assert len(stage.sleeper.naps) == 2
    assert all(0 < nap <= 1 for nap in stage.sleeper.naps)


async def test_a_read_gives_up_after_three_tries(stage: Stage) -> None:
    stage.line.answers(GET, *[refused(-1)] * 9)

    with pytest.raises(WeComError) as error:
        await stage.client.contacts.list_follow_members()

    assert error.value.code == -1
    assert error.value.is_retryable
    assert len(stage.line.calls(GET)) == 3


@pytest.mark.parametrize("lost", LOST + NEVER_LEFT, ids=repr)
async def test_a_read_survives_one_lost_answer(stage: Stage, lost: httpx.Response | Exception) -> None:
    stage.line.answers(GET, lost, {"errcode": 0, "follow_user": ["zhang"]})

    assert await stage.client.contacts.list_follow_members() == ("zhang",)


@pytest.mark.parametrize("lost", LOST, ids=repr)
async def test_a_create_whose_answer_is_lost_is_unknown_and_sent_once(
    stage: Stage, lost: httpx.Response | Exception
) -> None:
    stage.line.answers(CREATE, lost)

    with pytest.raises(OutcomeUnknown) as unknown:
        await stage.client.contact_ways.create(A_WAY)

    assert not unknown.value.is_retryable
    assert len(stage.line.calls(CREATE)) == 1


@pytest.mark.parametrize("failure", NEVER_LEFT, ids=repr)
async def test_a_create_that_never_arrived_is_known_not_to_be_sent(
    stage: Stage, failure: httpx.Response | Exception
) -> None:
    stage.line.answers(CREATE, failure)

    with pytest.raises(NotSent) as not_sent:
        await stage.client.contact_ways.create(A_WAY)

    assert not_sent.value.is_retryable
    assert len(stage.line.calls(CREATE)) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 413])
async def test_a_gateway_that_refuses_is_not_tried_again(stage: Stage, status: int) -> None:
    stage.line.answers(CREATE, httpx.Response(status, text="no"))
    stage.line.answers(GET, httpx.Response(status, text="no"))

    for call in (stage.client.contact_ways.create(A_WAY), stage.client.contacts.list_follow_members()):
        with pytest.raises(GatewayRefused, match=f"http {status}") as refused_by_http:
            await call
        assert not refused_by_http.value.is_retryable
    assert len(stage.line.calls(CREATE)) == len(stage.line.calls(GET)) == 1


@pytest.mark.parametrize("code", [-1, 6000, 45033, 41045])
async def test_a_create_is_not_repeated_after_an_error_code(stage: Stage, code: int) -> None:
    stage.line.answers(CREATE, refused(code))

    with pytest.raises(WeComError) as error:
        await stage.client.contact_ways.create(A_WAY)

    assert error.value.code == code
    assert len(stage.line.calls(CREATE)) == 1


async def test_a_read_without_a_readable_answer_says_so(stage: Stage) -> None:
    stage.line.answers(GET, *[HTML_502] * 3)

    with pytest.raises(Unanswered, match="http 502"):
        await stage.client.contacts.list_follow_members()


@pytest.mark.parametrize("failure", [httpx.ReadTimeout("slow"), HTML_502, httpx.ConnectError("no")], ids=repr)
async def test_a_create_without_a_token_was_not_sent(stage: Stage, failure: httpx.Response | Exception) -> None:
    stage.line.answers("gettoken", *[failure] * 3)

    with pytest.raises(NotSent) as not_sent:
        await stage.client.contact_ways.create(A_WAY)

    assert not_sent.value.path == "gettoken"
    assert len(stage.line.calls("gettoken")) == 3
    assert stage.line.calls(CREATE) == []


@pytest.mark.parametrize("code", [40096, 60011, 48002, 40058, 99999])
async def test_codes_that_mean_no_are_not_repeated(stage: Stage, code: int) -> None:
    stage.line.answers(GET, refused(code))

    with pytest.raises(WeComError) as error:
        await stage.client.contacts.list_follow_members()

    assert not error.value.is_retryable
    assert len(stage.line.calls(GET)) == 1


async def test_after_45009_nothing_is_sent_until_the_block_is_over(stage: Stage) -> None:
    stage.line.answers(GET, refused(45009))
    with pytest.raises(WeComError):
        await stage.client.contacts.list_follow_members()

    stage.clock.advance(timedelta(seconds=59))
    with pytest.raises(QuotaBlocked) as blocked:
        await stage.client.contacts.list_follow_members()

    assert blocked.value.until == stage.clock.now() + timedelta(seconds=1)
    assert len(stage.line.calls(GET)) == 1
    stage.clock.advance(timedelta(seconds=1))
    assert await stage.client.contacts.list_follow_members() == ()


async def test_a_block_of_one_api_leaves_the_others_alone(stage: Stage) -> None:
    stage.line.answers(GET, refused(45009))
    with pytest.raises(WeComError):
        await stage.client.contacts.list_follow_members()

    assert await stage.client.tags.list_groups() == ()


async def test_tokens_and_secrets_stay_out_of_errors_and_logs(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await stage.client.check_credential()
    token = stage.line.alive
    stage.line.answers(
        GET, refused(123456, f"bad token {token}, access_token={token}, hint: [1700_1_ab], from ip: 10.1.2.3")
    )

    with pytest.raises(WeComError) as error:
        await stage.client.contacts.list_follow_members()

    assert (error.value.hint, error.value.from_ip) == ("1700_1_ab", "10.1.2.3")
    shown = caplog.text + str(error.value) + error.value.errmsg + repr(stage.client.credential)
    assert "gettoken" in caplog.text
    assert token not in shown
    assert SECRET not in shown


async def test_a_network_failure_carries_no_address(stage: Stage) -> None:
    stage.line.answers(GET, *[httpx.ReadTimeout(f"https://x?corpsecret={SECRET}")] * 3)

    with pytest.raises(Unanswered) as failure:
        await stage.client.contacts.list_follow_members()

    assert SECRET not in str(failure.value)
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__


async def test_bodies_are_raw_utf8_without_escapes(stage: Stage) -> None:
    await stage.client.contacts.remark("zhang", "wm1", remark="王\x00小\x1b明🎁\ud83d\u2028")

    content = stage.line.calls("externalcontact/remark")[0].content
    assert b"\\u" not in content
    assert json.loads(content)["remark"] == "王小明🎁\u2028"


async def test_the_token_travels_in_the_query(stage: Stage) -> None:
    await stage.client.contacts.list_follow_members()

    fetch, call = stage.line.asked
    assert dict(fetch.url.params) == {"corpid": CORP, "corpsecret": SECRET}
    assert dict(call.url.params) == {"access_token": stage.line.alive}


async def test_a_cursor_that_does_not_move_ends_the_listing(stage: Stage) -> None:
    page = {"errcode": 0, "tag": [], "next_cursor": "same"}
    stage.line.answers("externalcontact/list_contact_way", page, page, page)

    with pytest.raises(Unanswered, match="cursor"):
        _ = [one async for one in stage.client.contact_ways.iterate_ids()]


async def test_a_welcome_is_safe_to_repeat_since_its_code_is_used_up(stage: Stage) -> None:
    path = "externalcontact/send_welcome_msg"
    stage.line.answers(path, httpx.ReadTimeout("slow"), {"errcode": 0})

    await stage.client.welcome.send("CODE", MessageContent("你好"))

    assert len(stage.line.calls(path)) == 2


async def test_45033_lowers_how_many_calls_run_at_once(stage: Stage) -> None:
    stage.line.answers(GET, refused(45033), {"errcode": 0})
    transport = stage.client._transport

    await stage.client.contacts.list_follow_members()

    assert transport._gates[GET].limit == 16


async def test_a_refusal_after_a_lost_answer_says_that_an_answer_was_lost(stage: Stage) -> None:
    path = "externalcontact/send_welcome_msg"
    stage.line.answers(path, httpx.ReadTimeout("slow"), refused(41051), refused(41051))

    with pytest.raises(WeComError) as after:
        await stage.client.welcome.send("CODE", MessageContent("hello"))
    with pytest.raises(WeComError) as alone:
        await stage.client.welcome.send("CODE", MessageContent("hello"))

    assert (after.value.is_after_lost, alone.value.is_after_lost) == (True, False)


async def test_a_shared_code_with_one_member_can_get_a_second_one_later() -> None:
    assert (A_WAY.type, ContactWaySpec(users=("zhang",), is_shared=True).type) == (1, 2)
