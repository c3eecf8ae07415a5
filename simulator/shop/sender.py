"""Posts the shop's events, signed over time and body; repeats until they are taken."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from typing import Any

import httpx

_TRIES = 8
_MOST_EVENTS = 500


class Refused(RuntimeError):
    """The receiver does not take the shop's events at all: wrong key or signature."""


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """`v1=` and the hex HMAC-SHA256 of the timestamp, a dot and the raw body."""
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


class ShopSender:
    """One shop that tells one receiver what its buyers do."""

    def __init__(self, url: str, secret: str, http: httpx.AsyncClient) -> None:
        self._url = url
        self._secret = secret
        self._http = http
        self.sent = 0
        self.rejected: list[dict[str, Any]] = []

    async def send(self, events: Sequence[dict[str, Any]]) -> None:
        """Post events, at most 500 a call; repeats the same events after a 503 or a broken line.

        Raises `Refused` when key or signature are not accepted.
        """
        for start in range(0, len(events), _MOST_EVENTS):
            await self._send_some(events[start : start + _MOST_EVENTS])

    async def _send_some(self, events: Sequence[dict[str, Any]]) -> None:
        body = json.dumps({"events": list(events)}, ensure_ascii=False).encode()
        for attempt in range(_TRIES):
            answer = await self._post(body)
            if answer is not None and answer.status_code == httpx.codes.OK:
                self.sent += len(events)
                self.rejected += [item for item in answer.json()["results"] if item["outcome"] == "rejected"]
                return
            if answer is not None and answer.status_code < 500:
                raise Refused(f"{answer.status_code}: {answer.text[:300]}")
            await asyncio.sleep(0.2 * 2**attempt)
        raise Refused(f"{self._url} did not take the events after {_TRIES} tries")

    async def _post(self, body: bytes) -> httpx.Response | None:
        timestamp = int(time.time())
        headers = {
            "content-type": "application/json",
            "x-siyu-timestamp": str(timestamp),
            "x-siyu-signature": sign(self._secret, timestamp, body),
        }
        try:
            return await self._http.post(self._url, content=body, headers=headers)
        except httpx.TransportError:
            return None
