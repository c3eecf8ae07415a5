"""Encryption of single fields: AES-256-GCM under a versioned key, bound to the place where the value lives."""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_VERSION = 1


class Vault:
    """Seals and opens field values; keys are derived from the master key, one per purpose."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != 32:
            raise ValueError("the master key must have 32 bytes (64 hex digits)")
        self._master = master_key
        self._ciphers: dict[tuple[int, str], AESGCM] = {}

    def _derive(self, purpose: str, version: int) -> bytes:
        info = f"siyu:{version}:{purpose}".encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._master)

    def _cipher(self, version: int, place: str) -> AESGCM:
        key = (version, place)
        if key not in self._ciphers:
            self._ciphers[key] = AESGCM(self._derive(f"seal:{place}", version))
        return self._ciphers[key]

    def seal(self, value: str, *, place: str) -> str:
        """Encrypt a text for one place, e.g. `corps.secret`; the result is `v1.` and base64."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher(_VERSION, place).encrypt(nonce, value.encode(), place.encode())
        return f"v{_VERSION}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, *, place: str) -> str:
        """Decrypt what `seal` made for the same place; `ValueError` when it was changed or belongs elsewhere."""
        version, _, body = sealed.partition(".")
        raw = base64.b64decode(body)
        cipher = self._cipher(int(version.removeprefix("v")), place)
        try:
            return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
        except InvalidTag as error:
            raise ValueError(f"a sealed value of {place} cannot be opened") from error

    def fingerprint(self, value: str, *, place: str) -> str:
        """A keyed hash (64 hex digits) by which equal values can be found without being stored in the clear."""
        return hmac.new(self._derive(f"mark:{place}", _VERSION), value.encode(), hashlib.sha256).hexdigest()
