"""The cipher of WeCom callbacks: sign, verify, encrypt, decrypt.

Every refusal looks the same from outside (one type, one text), so that nobody can use our
answers as an oracle; the reason is kept on the exception for the operator.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pydantic import SecretStr

BLOCK = 32  # WeCom pads to 32 bytes although the AES block is 16
PREFIX = 16  # random bytes before the length
AES_KEY_CHARS = 43
FRESH_WITHIN = timedelta(minutes=10)


class RefusalReason(StrEnum):
    """Why a callback was refused; for logs and counters, never for the caller."""

    SIGNATURE = "signature"
    BASE64 = "base64"
    LENGTH = "length"
    PADDING = "padding"
    RECEIVER = "receiver"
    STALE = "stale"
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"


class CallbackRefused(Exception):
    """A callback that must not be believed. The text never tells why; ``reason`` does."""

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__("callback refused")
        self.reason = reason


class BadCallbackKey(ValueError):
    """The configured EncodingAESKey is not 43 Base64 characters."""


@dataclass(frozen=True, slots=True)
class SealedMessage:
    """An encrypted message with what its receiver needs to verify it."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str

    def as_xml(self) -> str:
        """The passive reply body."""
        return (
            f"<xml><Encrypt><![CDATA[{self.encrypt}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{self.signature}]]></MsgSignature>"
            f"<TimeStamp>{self.timestamp}</TimeStamp>"
            f"<Nonce><![CDATA[{self.nonce}]]></Nonce></xml>"
        )


def sign(token: str, timestamp: str, nonce: str, encrypt: str) -> str:
    """Lower-case hex SHA-1 over the four strings in byte order."""
    parts = sorted(_bytes(part) for part in (token, timestamp, nonce, encrypt))
    # SHA-1 is WeCom's choice, not ours.
    return hashlib.sha1(b"".join(parts), usedforsecurity=False).hexdigest()


def check_freshness(timestamp: str, *, now: datetime, within: timedelta = FRESH_WITHIN) -> None:
    """Refuse a delivery whose signed timestamp (Unix seconds) is too far from ``now``.

    Raises:
        CallbackRefused: not a number, or further away than ``within`` on either side.
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
        raise CallbackRefused(RefusalReason.STALE)
    sent_at = datetime.fromtimestamp(int(timestamp), UTC)
    if abs(now - sent_at) > within:
        raise CallbackRefused(RefusalReason.STALE)


class CallbackCrypto:
    """The cipher of one receiver (token, key and the ids it may be addressed by).

    Args:
        token: the receiver's Token.
        aes_key: its EncodingAESKey, 43 characters.
        receive_ids: what may stand behind the message: the corp id for self-built apps, the
            suite id for third-party ones. Several are allowed, none is an error.

    Raises:
        BadCallbackKey: the key cannot be read.
    """

    def __init__(self, *, token: SecretStr, aes_key: SecretStr, receive_ids: Iterable[str]) -> None:
        self._token = token
        self._key = _decode_key(aes_key)
        self._receive_ids = tuple(_bytes(one) for one in receive_ids)
        if not self._receive_ids:
            raise ValueError("at least one receive id is needed")

    def __repr__(self) -> str:
        return "CallbackCrypto(***)"

    def open_echo(self, *, signature: str, timestamp: str, nonce: str, echostr: str) -> bytes:
        """The plaintext to answer a URL verification with, exactly and without quotes.

        Raises:
            CallbackRefused: as ``open``.
        """
        # Some frameworks decode "+" of an unquoted query to a blank; Base64 has no blanks.
        repaired = echostr.replace(" ", "+")
        return self.open(signature=signature, timestamp=timestamp, nonce=nonce, encrypt=repaired)

    def open(self, *, signature: str, timestamp: str, nonce: str, encrypt: str) -> bytes:
        """Verify the signature, then decrypt and check the receiver.

        Freshness is not checked here: see ``check_freshness``.

        Raises:
            CallbackRefused: whatever was wrong, with the reason inside.
        """
        expected = sign(self._token.get_secret_value(), timestamp, nonce, encrypt)
        if not hmac.compare_digest(expected.encode(), _bytes(signature)):
            raise CallbackRefused(RefusalReason.SIGNATURE)
        message, receive_id = _unpack(self._decrypt(encrypt))
        if not any(hmac.compare_digest(receive_id, known) for known in self._receive_ids):
            raise CallbackRefused(RefusalReason.RECEIVER)
        return message

    def seal(self, message: bytes, *, timestamp: str, nonce: str, prefix: bytes | None = None) -> SealedMessage:
        """Encrypt and sign ``message`` for the first receive id (passive replies, tests).

        Args:
            prefix: the 16 random bytes; only tests pass it.
        """
        head = secrets.token_bytes(PREFIX) if prefix is None else prefix
        if len(head) != PREFIX:
            raise ValueError(f"the prefix has {PREFIX} bytes")
        plain = head + struct.pack(">I", len(message)) + message + self._receive_ids[0]
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(_pad(plain)) + encryptor.finalize()
        encrypt = base64.b64encode(sealed).decode()
        signature = sign(self._token.get_secret_value(), timestamp, nonce, encrypt)
        return SealedMessage(encrypt, signature, timestamp, nonce)

    def _decrypt(self, encrypt: str) -> bytes:
        try:
            sealed = base64.b64decode(_bytes(encrypt), validate=True)
        except binascii.Error:
            raise CallbackRefused(RefusalReason.BASE64) from None
        if not sealed or len(sealed) % 16:
            raise CallbackRefused(RefusalReason.LENGTH)
        decryptor = self._cipher().decryptor()
        return decryptor.update(sealed) + decryptor.finalize()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def _bytes(text: str) -> bytes:
    # A query string may smuggle lone surrogates in; they must be refused, not crash.
    return text.encode("utf-8", "surrogatepass")


def _decode_key(aes_key: SecretStr) -> bytes:
    text = aes_key.get_secret_value().strip()
    if len(text) != AES_KEY_CHARS:
        raise BadCallbackKey("an EncodingAESKey has 43 characters")
    try:
        # Lenient on purpose: published keys have spare bits set in the last character.
        key = base64.b64decode(text.encode("ascii") + b"=", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise BadCallbackKey("an EncodingAESKey is Base64 without its padding") from None
    return key


def _pad(plain: bytes) -> bytes:
    count = BLOCK - len(plain) % BLOCK
    return plain + bytes([count]) * count


def _unpack(padded: bytes) -> tuple[bytes, bytes]:
    """Take padding, random prefix and length away: (message, receive id)."""
    count = padded[-1]
    if not 1 <= count <= BLOCK or padded[-count:] != bytes([count]) * count:
        raise CallbackRefused(RefusalReason.PADDING)
    plain = padded[PREFIX:-count]
    if len(plain) < 4:
        raise CallbackRefused(RefusalReason.LENGTH)
    (length,) = struct.unpack(">I", plain[:4])
    if length > len(plain) - 4:
        raise CallbackRefused(RefusalReason.LENGTH)
    return plain[4 : 4 + length], plain[4 + length :]
