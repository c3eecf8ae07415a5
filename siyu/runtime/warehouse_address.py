"""Where the embedded warehouse answers and the password between our own processes and it."""

import hashlib
import hmac

from siyu.runtime.settings import Settings


def warehouse_password(settings: Settings) -> str:
    """The password of the embedded warehouse, the same in every process of one installation."""
    return hmac.new(settings.read_master_key(), b"embedded warehouse", hashlib.sha256).hexdigest()[:40]


def embedded_url(settings: Settings, port: int) -> str:
    """Where the embedded warehouse of these settings answers, credentials included; never log it."""
    return f"http://siyu:{warehouse_password(settings)}@127.0.0.1:{port}/siyu"
