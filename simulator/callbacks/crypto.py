"""WeCom's callback cryptography, written from its description: AES-256-CBC, 32-byte padding, SHA-1."""

import base64
import hashlib
import struct
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
PREFIX = 16


class BadCiphertext(Exception):
    """The text does not decrypt to something WeCom could have sent."""


@lru_cache(maxsize=256)
def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    # The last character of published keys may hold spare bits, which b64decode ignores.
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def sign(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """The ``msg_signature`` of one callback."""
    return hashlib.sha1("".join(sorted([token, timestamp, nonce, encrypted])).encode()).hexdigest()


def pad_length(size: int) -> int:
    """How many padding bytes (1…32) a body of ``size`` bytes gets."""
    return BLOCK - size % BLOCK


def encrypt(aes_key: str, message: str, receive_id: str, prefix: bytes) -> str:
    """Encrypt ``message`` for ``receive_id``; ``prefix`` is 16 bytes of chance. Returns Base64."""
    body = message.encode()
    plain = prefix + struct.pack(">I", len(body)) + body + receive_id.encode()
    pad = pad_length(len(plain))
    encryptor = _cipher(aes_key).encryptor()
    sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(aes_key: str, encrypted: str) -> tuple[str, str]:
    """Return (message, receive_id); raises BadCiphertext."""
    try:
        sealed = base64.b64decode(encrypted, validate=True)
        decryptor = _cipher(aes_key).decryptor()
        plain = decryptor.update(sealed) + decryptor.finalize()
        pad = plain[-1]
        if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise BadCiphertext("padding")
        body = plain[PREFIX:-pad]
        length = struct.unpack(">I", body[:4])[0]
        if length > len(body) - 4:
            raise BadCiphertext("length")
        return body[4 : 4 + length].decode(), body[4 + length :].decode()
    except (ValueError, IndexError, struct.error) as error:
        raise BadCiphertext(str(error)) from error
