"""What can go wrong when WeCom is called: answers with a code, and answers that never came.

The table of codes is data (``error_codes.json``): meaning in Chinese and English and a retry
class. Secrets and tokens never get into these exceptions.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import resources
from types import MappingProxyType


class RetryClass(StrEnum):
    """What to do about an error code."""

    BACK_OFF = "B"  # the same call again after a pause, at most three times
    WINDOW = "W"  # wait until the quota's window is over
    TOKEN = "T"  # the token died: fetch once, repeat once
    LATER = "L"  # not ready yet: seconds to minutes later
    NEVER = "N"  # the request or the set-up must be mended
    STATE = "S"  # an answer about the state of the business, not a fault


@dataclass(frozen=True, slots=True)
class ErrorMeaning:
    """One row of the table."""

    code: int
    retry: RetryClass
    zh: str
    en: str


def _read_table() -> Mapping[int, ErrorMeaning]:
    text = resources.files(__package__).joinpath("error_codes.json").read_text(encoding="utf-8")
    rows = [ErrorMeaning(row["code"], RetryClass(row["retry"]), row["zh"], row["en"]) for row in json.loads(text)]
    return MappingProxyType({row.code: row for row in rows})


ERROR_TABLE: Mapping[int, ErrorMeaning] = _read_table()
_HINT = re.compile(r"hint: \[([^\]]{1,100})\]")
_FROM_IP = re.compile(r"from ip: ([0-9a-fA-F.:]{3,45})")
_SECRET = re.compile(r"((?:access_token|corpsecret|suite_access_token)\"?\s*[=:]\s*\"?)[^&\s\",\]}]+", re.IGNORECASE)


def meaning_of(code: int) -> ErrorMeaning:
    """The table's row; a code nobody knows is never retried."""
    known = ERROR_TABLE.get(code)
    return known or ErrorMeaning(code, RetryClass.NEVER, f"未知错误码 {code}", f"unknown code {code}")


def redact(text: str, *secrets: str) -> str:
    """``text`` without tokens and secrets: the given ones and whatever looks like one."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return _SECRET.sub(r"\1***", text)


class WeComFailure(Exception):
    """Every failure of the client. ``path`` is the API, e.g. ``externalcontact/get``.

    ``is_after_lost``: an earlier try of the same call got no readable answer, so it may have been
    applied whatever this failure says.
    """

    def __init__(self, path: str, text: str) -> None:
        super().__init__(f"{path}: {text}")
        self.path = path
        self.is_after_lost = False

    @property
    def is_retryable(self) -> bool:
        """Whether the same call may succeed later without anybody mending anything."""
        return False


class WeComError(WeComFailure):
    """WeCom answered with an error code: the call was certainly refused.

    Attributes:
        code: WeCom's ``errcode``.
        errmsg: its text, redacted; unstable, for people only.
        hint: the id WeCom's support asks for, or None.
        from_ip: our address as WeCom sees it, or None.
    """

    def __init__(self, code: int, errmsg: str, *, path: str) -> None:
        self.code = code
        self.errmsg = redact(errmsg)
        self.hint = _first(_HINT, errmsg)
        self.from_ip = _first(_FROM_IP, errmsg)
        hint = f" [{self.hint}]" if self.hint else ""
        super().__init__(path, f"{code} {meaning_of(code).en}{hint}")

    @property
    def meaning(self) -> ErrorMeaning:
        return meaning_of(self.code)

    @property
    def retry_class(self) -> RetryClass:
        return self.meaning.retry

    @property
    def is_retryable(self) -> bool:
        return self.retry_class not in (RetryClass.NEVER, RetryClass.STATE)


class CredentialRefused(WeComError):
    """The token call was refused (wrong secret, wrong corp, address not trusted): mend the set-up.

    After three refusals nothing is asked any more until ``retry_at``.
    """

    def __init__(self, code: int, errmsg: str, *, refusals: int, retry_at: datetime | None = None) -> None:
        super().__init__(code, errmsg, path="gettoken")
        self.refusals = refusals
        self.retry_at = retry_at


class NotSent(WeComFailure):
    """The call certainly had no effect: it never reached WeCom's application."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, f"not sent ({reason})")
        self.reason = reason

    @property
    def is_retryable(self) -> bool:
        return True


class GatewayRefused(NotSent):
    """Something in front of WeCom refused the call with an HTTP 4xx status: mend the address or the proxy."""

    @property
    def is_retryable(self) -> bool:
        return False


class QuotaBlocked(NotSent):
    """Nothing is sent to this API before ``until``: its quota is used up."""

    def __init__(self, path: str, until: datetime) -> None:
        super().__init__(path, f"quota used up until {until.isoformat()}")
        self.until = until


class OutcomeUnknown(WeComFailure):
    """A create may or may not have been applied. Ask WeCom's lists before creating again."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, f"outcome unknown ({reason})")
        self.reason = reason


class Unanswered(WeComFailure):
    """A call that is safe to repeat got no readable answer, even after its retries."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, f"no readable answer ({reason})")
        self.reason = reason

    @property
    def is_retryable(self) -> bool:
        return True


class InvalidRequest(WeComFailure, ValueError):
    """A request refused before sending: ``field`` breaks one of WeCom's limits."""

    def __init__(self, path: str, *, field: str, problem: str) -> None:
        super().__init__(path, f"{field} {problem}")
        self.field = field
        self.problem = problem


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1) if found else None
