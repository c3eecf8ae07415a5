"""The table of codes and what the exceptions tell."""

import pytest

from siyu.vendors.wecom import (
    ERROR_TABLE,
    InvalidRequest,
    NotSent,
    OutcomeUnknown,
    RetryClass,
    Unanswered,
    WeComError,
    meaning_of,
)
from siyu.vendors.wecom.errors import redact

CHOSEN = {
    RetryClass.BACK_OFF: [-1, 6000, 45033],
    RetryClass.TOKEN: [40014, 42001],
    RetryClass.WINDOW: [45009, 41094],
    RetryClass.LATER: [41063, 41079, 41096, 41078, 830003],
    RetryClass.STATE: [84061, 40096, 41048, 41050, 41051, 41093, 40068, 40071, 50100, 90501],
    RetryClass.NEVER: [40001, 40013, 41001, 60020, 48002, 40058, 41044, 60011, 86008, 86217, 81017],
}


@pytest.mark.parametrize(("retry", "code"), [(retry, code) for retry, codes in CHOSEN.items() for code in codes])
def test_a_code_has_its_class(retry: RetryClass, code: int) -> None:
    assert ERROR_TABLE[code].retry is retry


def test_only_two_codes_replace_the_token() -> None:
    assert {code for code, row in ERROR_TABLE.items() if row.retry is RetryClass.TOKEN} == {40014, 42001}


def test_every_row_speaks_both_languages() -> None:
    for row in ERROR_TABLE.values():
        assert any("\u4e00" <= char <= "\u9fff" for char in row.zh), row.code
        assert row.en.isascii(), row.code
    assert len(ERROR_TABLE) > 200


def test_an_unknown_code_is_never_retried() -> None:
    assert meaning_of(987654).retry is RetryClass.NEVER
    assert "987654" in meaning_of(987654).zh


@pytest.mark.parametrize("retry", RetryClass)
def test_an_error_is_retryable_by_its_class(retry: RetryClass) -> None:
    error = WeComError(CHOSEN[retry][0], "no", path="user/get")

    assert error.retry_class is retry
    assert error.is_retryable is (retry not in (RetryClass.NEVER, RetryClass.STATE))


def test_hint_and_address_are_found_in_the_text() -> None:
    text = "not allow to access from your ip, hint: [1700000000_1_0a1b], from ip: 203.0.113.7, more info at https://x"

    error = WeComError(60020, text, path="gettoken")

    assert (error.hint, error.from_ip) == ("1700000000_1_0a1b", "203.0.113.7")
    assert str(error) == "gettoken: 60020 the caller's address is not among the trusted ones [1700000000_1_0a1b]"


def test_an_error_without_hint_has_none() -> None:
    error = WeComError(40096, "", path="externalcontact/get")

    assert (error.hint, error.from_ip) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "https://x/cgi-bin/a?access_token=SEKRET&debug=0",
        "gettoken?corpid=ww1&corpsecret=SEKRET",
        '{"access_token": "SEKRET"}',
        "Access_Token: SEKRET",
    ],
)
def test_redaction_finds_tokens_wherever_they_stand(text: str) -> None:
    assert "SEKRET" not in redact(text)


def test_redaction_removes_the_given_words_and_nothing_else() -> None:
    assert redact("abc token1 def", "token1", "") == "abc *** def"


def test_failures_say_whether_trying_again_is_safe() -> None:
    assert NotSent("a", "x").is_retryable
    assert Unanswered("a", "x").is_retryable
    assert not OutcomeUnknown("a", "x").is_retryable
    assert not InvalidRequest("a", field="f", problem="is odd").is_retryable
