"""Logins, passwords, one-time codes and the shape of API keys. Pure."""

import hashlib
import hmac
import re
from datetime import datetime

import pyotp

from siyu.kit.text import normalise
from siyu.staff.errors import LoginRefused, PasswordTooWeak

SHORTEST = 10
LONGEST = 128
STEP_SECONDS = 30
KEY_MARK = "siyu"
_LOGIN = re.compile(r"[\w.@+-]{2,64}")
_KEY = re.compile(rf"{KEY_MARK}_([0-9a-z]{{12}})_([A-Za-z0-9_-]{{43}})")
_CODE = re.compile(r"[0-9]{6}")
_WELL_KNOWN = frozenset(
    {"1234567890", "0123456789", "password12", "password123", "qwertyuiop", "1q2w3e4r5t", "administrator", "woaini1314"}
)


def normal_login(login: str) -> str:
    """The form in which logins are compared and stored. Raises `LoginRefused`."""
    normal = normalise(login)
    if not _LOGIN.fullmatch(normal):
        raise LoginRefused
    return normal


def check_password(password: str, login: str) -> None:
    """Refuse what is guessed first. Length counts, mixtures of signs are nobody's business."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordTooWeak(
            reason=f"{SHORTEST} to {LONGEST} characters are needed", reason_zh=f"长度须为 {SHORTEST} 至 {LONGEST} 位"
        )
    lowered = password.casefold()
    if login in lowered or lowered in _WELL_KNOWN or len(set(lowered)) < 5:
        raise PasswordTooWeak(reason="it is too easy to guess", reason_zh="过于容易被猜中")


def digest(token: str) -> str:
    """How a random token of 256 bits is stored: its SHA-256. Slow hashing is for what people think up."""
    return hashlib.sha256(token.encode()).hexdigest()


def matching_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The 30-second step whose code this is, one before and after now allowed, never one used before."""
    if not _CODE.fullmatch(code):
        return None
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    for step in (current - 1, current, current + 1):
        if step > last_step and hmac.compare_digest(totp.at(step * STEP_SECONDS), code):
            return step
    return None


def split_key(presented: str) -> tuple[str, str] | None:
    """Prefix and secret of an API key, or None when it does not look like one."""
    match = _KEY.fullmatch(presented)
    return (match[1], match[2]) if match else None
