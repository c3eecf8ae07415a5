"""One API call as an endpoint sees it, and how endpoints are declared."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulator.kernel import Kernel
from simulator.wecom.errors import WeComError
from simulator.wecom.model import Credential
from simulator.wecom.world import CorpWorld

Answer = dict[str, Any]
EXTERNAL = frozenset({"app", "external"})
ANY_KIND = frozenset({"app", "external", "contacts", "archive", "kf"})
DIRECTORY = frozenset({"app", "external", "contacts", "kf"})
CONTACTS_ONLY = frozenset({"contacts"})


@dataclass(slots=True, frozen=True)
class RawAnswer:
    """An answer that is not JSON (a downloaded file)."""

    content: bytes
    content_type: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Upload:
    """A file sent as multipart form data."""

    filename: str
    content: bytes


@dataclass(slots=True)
class Call:
    """Everything an endpoint may look at; ``body`` is the JSON of a POST."""

    kernel: Kernel
    world: CorpWorld
    credential: Credential
    path: str
    query: dict[str, str]
    body: dict[str, Any]
    upload: Upload | None = None

    @property
    def now(self) -> float:
        """Simulated Unix time."""
        return self.kernel.clock.now()

    def note(self, kind: str, key: str, **more: Any) -> None:
        """Write an applied effect into the books."""
        self.kernel.books.note(self.world.corp_id, kind, key, **more)

    def need_text(self, name: str, *, missing: int = 40063) -> str:
        """A string that must be given and not be empty, from the body or the query."""
        value = self.body.get(name, self.query.get(name))
        if value is None or value == "":
            raise WeComError(missing, f"missing {name}")
        if not isinstance(value, str):
            raise WeComError(40058, f"{name} must be a string")
        return value

    def take_text(self, name: str, *, chars: int | None = None) -> str:
        """An optional string, at most ``chars`` characters."""
        value = self.body.get(name) or ""
        if not isinstance(value, str):
            raise WeComError(40058, f"{name} must be a string")
        if chars is not None and len(value) > chars:
            raise WeComError(40058, f"{name} exceeds {chars} characters")
        return value

    def take_texts(self, name: str, *, most: int) -> list[str]:
        """An optional list of at most ``most`` strings."""
        value = self.body.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise WeComError(40058, f"{name} must be a list of strings")
        if len(value) > most:
            raise WeComError(40058, f"{name} exceeds {most} items")
        return value

    def take_int(self, name: str, default: int = 0) -> int:
        """An optional whole number, from the body or the query."""
        value = self.body.get(name, self.query.get(name, default))
        if isinstance(value, bool) or (isinstance(value, str) and not value.lstrip("-").isdigit()):
            raise WeComError(40058, f"{name} must be a number")
        if value is None or value == "":
            return default
        if not isinstance(value, int | str):
            raise WeComError(40058, f"{name} must be a number")
        return int(value)

    def take_limit(self, *, default: int, most: int, clamp: bool = True) -> int:
        """The page size: above ``most`` it is clamped, or falls back to the default."""
        limit = self.take_int("limit", default)
        if limit <= 0:
            return default
        if limit > most:
            return most if clamp else default
        return limit

    def read_cursor(self, scope: str) -> int:
        """The position inside a cursor made for this very listing; 50100 for any other cursor."""
        cursor = self.body.get("cursor") or self.query.get("cursor") or ""
        if not cursor:
            return 0
        try:
            position, mark = base64.urlsafe_b64decode(str(cursor)).decode().split(".")
            number = int(position)
        except (binascii.Error, ValueError, UnicodeError):
            raise WeComError(50100) from None
        if mark != self._mark(scope, number):
            raise WeComError(50100)
        return number

    def make_cursor(self, scope: str, position: int) -> str:
        """An opaque cursor; empty when ``position`` is 0 (the end)."""
        if not position:
            return ""
        return base64.urlsafe_b64encode(f"{position}.{self._mark(scope, position)}".encode()).decode()

    def _mark(self, scope: str, position: int) -> str:
        secret = f"{self.world.corp_id}|{self.path}|{scope}|{position}"
        return hashlib.sha256(secret.encode()).hexdigest()[:16]


Handler = Callable[[Call], "Answer | RawAnswer"]


@dataclass(slots=True, frozen=True)
class Endpoint:
    """One path of the API: which verbs it takes, which kinds of token may call it, what it does."""

    path: str
    verbs: frozenset[str]
    kinds: frozenset[str]
    handler: Handler


class Area:
    """The endpoints of one area; ``routes.py`` puts the areas together."""

    def __init__(self) -> None:
        self.endpoints: dict[str, Endpoint] = {}

    def get(self, path: str, kinds: frozenset[str]) -> Callable[[Handler], Handler]:
        """Declare a GET endpoint."""
        return self._declare(path, frozenset({"GET"}), kinds)

    def post(self, path: str, kinds: frozenset[str]) -> Callable[[Handler], Handler]:
        """Declare a POST endpoint."""
        return self._declare(path, frozenset({"POST"}), kinds)

    def _declare(self, path: str, verbs: frozenset[str], kinds: frozenset[str]) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            self.endpoints[path] = Endpoint(path, verbs, kinds, handler)
            return handler

        return declare
