"""A client against the simulator over real HTTP."""

from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr

from siyu.kit.clock import SystemClock
from siyu.vendors import wecom
from tests.builders.simulator import CorpHandle, SimulatorClient


@dataclass
class Meeting:
    """One corp of the simulator and the client that speaks to it."""

    sim: SimulatorClient
    corp: CorpHandle
    http: httpx.AsyncClient
    tokens: wecom.MemoryTokens = field(default_factory=wecom.MemoryTokens)
    quota: wecom.MemoryQuota = field(default_factory=wecom.MemoryQuota)
    naps: list[float] = field(default_factory=list)
    client: wecom.WeComClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.speak_as()

    def speak_as(self, **changes: Any) -> wecom.WeComClient:
        """Another client of the same corp: another process, another secret …"""
        secret = changes.pop("secret", self.corp.secret)
        kind = changes.pop("kind", wecom.CredentialKind.APP)
        settings: dict[str, Any] = {
            "http": self.http,
            "base_url": self.sim.url,
            "credential": wecom.Credential(self.corp.corp_id, SecretStr(secret), kind),
            "tokens": self.tokens,
            "quota": self.quota,
            "clock": SystemClock(),
            "sleep": self.nap,
        }
        return wecom.WeComClient(**{**settings, **changes})

    async def nap(self, seconds: float) -> None:
        """Does not wait, but remembers."""
        self.naps.append(seconds)

    def fault(self, kind: str, path: str, **more: Any) -> None:
        """Let calls of this corp go wrong."""
        self.sim.add_fault(kind, path, corp_id=self.corp.corp_id, **more)

    def answered(self, path: str) -> dict[int, int]:
        """How often the simulator answered a path, by error code."""
        rows = self.corp.books()["calls"]
        return {row["errcode"]: row["count"] for row in rows if row["path"] == path}

    def applied(self, kind: str) -> int:
        """How many effects of a kind were really applied."""
        return int(self.corp.books()["effects"].get(kind, 0))
