"""Which company a callback address belongs to, remembered for a few seconds."""

import asyncio
import logging
import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from pydantic import SecretStr

from siyu import corps
from siyu.runtime.database import Database
from siyu.runtime.secrets import Vault
from siyu.vendors.wecom import BadCallbackKey, CallbackCrypto

log = logging.getLogger(__name__)

#: Changed keys are noticed after at most this long.
FRESH_SECONDS = 5.0
MOST_REMEMBERED = 1024
#: Addresses nobody knows may ask the database this often per second; a flood of guesses costs us nothing more.
LOOKUPS_PER_SECOND = 50
_PATH_SECRET = re.compile(r"[A-Za-z0-9_-]{1,128}")


@dataclass(frozen=True, slots=True)
class Receiver:
    """What is needed to believe callbacks of one address; `corp_id` is None for an address nobody has."""

    corp_id: int | None
    receive_id: str
    crypto: CallbackCrypto


def _make_decoy() -> Receiver:
    token, key, name = secrets.token_hex(16), secrets.token_hex(22)[:43], secrets.token_hex(9)
    crypto = CallbackCrypto(token=SecretStr(token), aes_key=SecretStr(key), receive_ids=[name])
    return Receiver(None, name, crypto)


# Unknown addresses go through the same work as known ones, so that time does not tell them apart.
_DECOY = _make_decoy()


def _receiver(keys: corps.CallbackKeys) -> Receiver:
    try:
        crypto = CallbackCrypto(token=keys.token, aes_key=keys.aes_key, receive_ids=[keys.receive_id])
    except BadCallbackKey:
        log.error("the EncodingAESKey of corp %s cannot be read; its callbacks are refused", keys.corp_id)
        return _DECOY
    return Receiver(keys.corp_id, keys.receive_id, crypto)


@dataclass
class _Known:
    receiver: Receiver
    until: float


@dataclass
class Receivers:
    """Looks receivers up by path secret; one per web process."""

    database: Database
    vault: Vault
    _known: OrderedDict[str, _Known] = field(default_factory=OrderedDict)
    _asking: dict[str, asyncio.Task[Receiver]] = field(default_factory=dict)
    _second: int = 0
    _lookups: int = 0

    async def of(self, path_secret: str) -> Receiver:
        """The receiver of an address, or a decoy that refuses everything. `StoreUnavailable` passes through."""
        now = asyncio.get_running_loop().time()
        known = self._known.get(path_secret)
        if known is not None and known.until > now:
            return known.receiver
        task = self._asking.get(path_secret)
        if task is None:
            is_real = known is not None and known.receiver.corp_id is not None
            if not _PATH_SECRET.fullmatch(path_secret) or not (is_real or self._may_ask(int(now))):
                return _DECOY
            task = self._asking[path_secret] = asyncio.create_task(self._look_up(path_secret))
            task.add_done_callback(lambda _: self._asking.pop(path_secret, None))
        return await asyncio.shield(task)

    def _may_ask(self, second: int) -> bool:
        if second != self._second:
            self._second, self._lookups = second, 0
        self._lookups += 1
        return self._lookups <= LOOKUPS_PER_SECOND

    async def _look_up(self, path_secret: str) -> Receiver:
        async with self.database.unit() as uow:
            keys = await corps.find_callback_keys(uow, self.vault, path_secret)
        receiver = _DECOY if keys is None else _receiver(keys)
        self._remember(path_secret, receiver)
        return receiver

    def _remember(self, path_secret: str, receiver: Receiver) -> None:
        until = asyncio.get_running_loop().time() + FRESH_SECONDS
        self._known[path_secret] = _Known(receiver, until)
        self._known.move_to_end(path_secret)
        if len(self._known) > MOST_REMEMBERED:
            strangers = (secret for secret, known in self._known.items() if known.receiver.corp_id is None)
            self._known.pop(next(strangers, path_secret), None)
