"""Is a shop's message genuine and fresh?"""

import hashlib
import hmac
import re

#: How far the shop's clock may be from ours.
TOLERANCE_SECONDS = 300

_TIMESTAMP = re.compile(r"[0-9]{9,12}")


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """The signature of a body sent at `timestamp` (unix seconds): `v1=` and hexadecimal HMAC-SHA256."""
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1={mac.hexdigest()}"


def is_genuine(secret: str, *, timestamp: str, signature: str, body: bytes, now: float) -> bool:
    """Whether signature and time are right; compares in constant time."""
    if not _TIMESTAMP.fullmatch(timestamp):
        return False
    expected = sign(secret, int(timestamp), body)
    is_signed = hmac.compare_digest(expected.encode(), signature.encode())
    return is_signed and abs(now - int(timestamp)) <= TOLERANCE_SECONDS
