"""Callback bodies: both envelope forms, XML and JSON, every list encoding, hostile documents."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.vendors.wecom import (
    CallbackRefused,
    EventForm,
    RefusalReason,
    fingerprint,
    parse_envelope,
    parse_event,
)

ADDED = """<xml>
<ToUserName><![CDATA[ww1]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>
<CreateTime>1403610513</CreateTime><MsgType><![CDATA[event]]></MsgType>
<Event><![CDATA[change_external_contact]]></Event>
<ChangeType><![CDATA[add_external_contact]]></ChangeType>
<UserID><![CDATA[zhangsan]]></UserID><ExternalUserID><![CDATA[wm1]]></ExternalUserID>
<State><![CDATA[spring]]></State><WelcomeCode><![CDATA[CODE]]></WelcomeCode></xml >"""

FROM_A_SUITE = """<xml><SuiteId>ww4asffe99e54c0f4c</SuiteId><AuthCorpId>ww1</AuthCorpId>
<InfoType>change_external_contact</InfoType><TimeStamp>1403610513</TimeStamp>
<ChangeType>del_follow_user</ChangeType><UserID>zhangsan</UserID><ExternalUserID>wm1</ExternalUserID></xml>"""

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    "<xml><Encrypt>&c;</Encrypt></xml>"
)
FILE_READER = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>'
REMOTE_DTD = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><xml><Encrypt>e</Encrypt></xml>'
HOSTILE = [
    BOMB,
    FILE_READER,
    REMOTE_DTD,
    "<!DOCTYPE xml><xml><Encrypt>e</Encrypt></xml>",
    "",
    "   ",
    "<xml>",
    "<xml><Encrypt/></xml>",
    "<xml><Encrypt><a>nested</a></Encrypt></xml>",
    "<xml>text only</xml>",
    "<a>" * 2000 + "</a>" * 2000,
    "<xml>" + "<a>" * 9 + "x" + "</a>" * 9 + "</xml>",
    '<?xml version="1.0" encoding="no-such"?><xml><Encrypt>e</Encrypt></xml>',
    '<?xml version="1.0" encoding="utf-7"?><xml><Encrypt>+AGE-</Encrypt></xml>',
    "{",
    "[]",
    '{"encrypt": null}',
    '{"encrypt": 5e400, "x": "\\u0000"}',
    '{"encrypt":' * 5000,
    '{"a":' + "[" * 100_000,
    "<xml>\ufffe</xml>",
]


def test_a_new_customer_is_read_from_a_self_built_envelope() -> None:
    event = parse_event(ADDED.encode())

    assert (event.form, event.corp_id, event.from_user) == (EventForm.SELF_BUILT, "ww1", "sys")
    assert (event.event, event.change_type) == ("change_external_contact", "add_external_contact")
    assert event.create_time == datetime.fromtimestamp(1403610513, UTC)
    assert (event.text("UserID"), event.text("ExternalUserID")) == ("zhangsan", "wm1")
    assert (event.text("State"), event.text("WelcomeCode")) == ("spring", "CODE")
    assert "CreateTime" not in event.fields


def test_the_same_event_is_read_from_a_third_party_envelope() -> None:
    event = parse_event(FROM_A_SUITE.encode())

    assert (event.form, event.corp_id, event.msg_type) == (EventForm.THIRD_PARTY, "ww1", "event")
    assert (event.event, event.change_type) == ("change_external_contact", "del_follow_user")
    assert event.create_time == datetime.fromtimestamp(1403610513, UTC)
    assert event.text("SuiteId") == "ww4asffe99e54c0f4c"


def test_a_json_body_says_the_same() -> None:
    event = parse_event(
        json.dumps(
            {"ToUserName": "ww1", "CreateTime": 1403610513, "MsgType": "event", "Event": "kf_msg_or_event"}
            | {"Token": "T", "OpenKfId": "wk1", "List": ["a", "b"], "None": None}
        ).encode()
    )

    assert (event.event, event.from_user, event.text("Token")) == ("kf_msg_or_event", "", "T")
    assert event.create_time == datetime.fromtimestamp(1403610513, UTC)
    assert event.items("List") == ("a", "b")
    assert event.text("None") is None


@pytest.mark.parametrize(
    "written",
    [
        "<MemChangeList><Item>wm1</Item><Item>wm2</Item></MemChangeList>",
        "<MemChangeList>wm1,wm2</MemChangeList>",
        "<MemChangeList><![CDATA[wm1, wm2,]]></MemChangeList>",
        "<MemChangeList>wm1</MemChangeList><MemChangeList>wm2</MemChangeList>",
        "<MemChangeList><Item>wm1,wm2</Item></MemChangeList>",
    ],
)
def test_a_list_is_the_same_however_it_was_written(written: str) -> None:
    assert parse_event(f"<xml>{written}</xml>".encode()).items("MemChangeList") == ("wm1", "wm2")


@pytest.mark.parametrize("written", ["", "<MemChangeList/>", "<MemChangeList><Item/></MemChangeList>"])
def test_an_absent_or_empty_list_is_empty(written: str) -> None:
    event = parse_event(f"<xml>{written}<Event>e</Event></xml>".encode())

    assert event.items("MemChangeList") == ()
    assert event.text("MemChangeList") is None


def test_three_repeats_and_deeper_elements_are_kept() -> None:
    event = parse_event(b"<xml><A>1</A><A>2</A><A>3</A><BatchJob><JobId>j</JobId><ErrCode>0</ErrCode></BatchJob></xml>")

    assert event.items("A") == ("1", "2", "3")
    assert event.fields["BatchJob"] == {"JobId": "j", "ErrCode": "0"}
    assert event.text("BatchJob") is None


@pytest.mark.parametrize("time", ["", "soon", "-5", "99999999999", "9" * 30, "<Item>1</Item>", "１２"])
def test_a_senseless_time_is_unknown_not_a_crash(time: str) -> None:
    assert parse_event(f"<xml><CreateTime>{time}</CreateTime><A>1</A></xml>".encode()).create_time is None


@pytest.mark.parametrize(
    "body",
    [
        "<xml><ToUserName><![CDATA[ww1]]></ToUserName><AgentID><![CDATA[2]]></AgentID><Encrypt>E</Encrypt></xml>",
        "<xml><Encrypt><![CDATA[E]]></Encrypt >\n<AgentID>2</AgentID><ToUserName>ww1</ToUserName></xml >",
        '{"tousername":"ww1","encrypt":"E","agentid":2}',
        '  {"tousername":"ww1","encrypt":"E","agentid":"2","more":[1]}',
    ],
)
def test_the_outer_body_is_read_in_any_order_and_in_json(body: str) -> None:
    envelope = parse_envelope(body.encode())

    assert (envelope.to_user, envelope.agent_id, envelope.encrypt) == ("ww1", "2", "E")


@pytest.mark.parametrize("agent", ["", "<AgentID/>", "<AgentID></AgentID>"])
def test_receivers_without_an_app_have_no_agent(agent: str) -> None:
    assert parse_envelope(f"<xml><Encrypt>E</Encrypt>{agent}</xml>".encode()).agent_id is None


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: repr(body[:40]))
def test_hostile_bodies_are_refused_with_one_text(body: str) -> None:
    with pytest.raises(CallbackRefused, match=r"^callback refused$"):
        parse_envelope(body.encode())


def test_a_body_over_one_megabyte_is_refused_before_it_is_read() -> None:
    body = b"<xml><Encrypt>" + b"A" * 1024 * 1024 + b"</Encrypt></xml>"

    with pytest.raises(CallbackRefused) as refusal:
        parse_envelope(body)

    assert refusal.value.reason is RefusalReason.TOO_LARGE


@given(body=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode())))
def test_random_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(CallbackRefused):
        assert parse_event(body).fields is not None


WORD = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)


@given(fields=st.dictionaries(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,12}", fullmatch=True), WORD, min_size=1))
def test_xml_and_json_of_the_same_fields_are_the_same_event(fields: dict[str, str]) -> None:
    as_xml = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    from_xml = parse_event(f"<xml>{as_xml}</xml>".encode())
    from_json = parse_event(json.dumps(fields).encode())

    assert (from_xml.fields, from_xml.event) == (from_json.fields, from_json.event)


def test_the_fingerprint_depends_on_the_plaintext_alone() -> None:
    assert parse_event(ADDED.encode()).fingerprint == fingerprint(ADDED.encode())
    assert fingerprint(b"a") != fingerprint(b"b")
