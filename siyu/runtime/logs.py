"""Logs for people who run the product: one line an event, no personal data, no secrets."""

import logging
import re

# What must never be seen even when a library logs an address: tokens and secrets in query strings, phone numbers.
_SECRET = re.compile(r"((?:access_token|corpsecret|secret|password|key|code)=)[^&\s\"']+", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def clean(line: str) -> str:
    """The line with secrets starred and phone numbers masked."""
    return _PHONE.sub(r"\1****\2", _SECRET.sub(r"\1***", line))


class CleanFormatter(logging.Formatter):
    """A formatter whose every line is cleaned, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))


def set_up_logs(level: str) -> None:
    """Send cleaned logs to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(CleanFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "alembic", "procrastinate"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
