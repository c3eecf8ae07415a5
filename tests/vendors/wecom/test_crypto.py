"""The callback cipher: WeCom's own samples, another implementation as judge, and hostile input."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from wechatpy.work.crypto import WeChatCrypto

from siyu.vendors.wecom import (
    BadCallbackKey,
    CallbackCrypto,
    CallbackRefused,
    RefusalReason,
    check_freshness,
    parse_event,
    sign,
)

TOKEN = "QDG6eK"
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CORP = "wx5823bf96d3bd56c7"
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
ECHO_SIGNED = {
    "signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    "timestamp": "1409659589",
    "nonce": "263014780",
}
MESSAGE = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W"
    "/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HM"
    "ZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3L"
    "AVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28"
    "H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)
MESSAGE_SIGNED = {
    "signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    "timestamp": "1409659813",
    "nonce": "1372623149",
}


def a_crypto(receive_id: str = CORP, token: str = TOKEN, key: str = KEY) -> CallbackCrypto:
    return CallbackCrypto(token=SecretStr(token), aes_key=SecretStr(key), receive_ids=[receive_id])


def test_the_official_url_verification_opens() -> None:
    assert a_crypto().open_echo(echostr=ECHO, **ECHO_SIGNED) == b"1616140317555161061"


def test_an_echo_whose_plus_became_a_blank_still_opens() -> None:
    assert a_crypto().open_echo(echostr=ECHO.replace("+", " "), **ECHO_SIGNED) == b"1616140317555161061"


def test_the_official_message_opens_although_its_padding_is_longer_than_an_aes_block() -> None:
    event = parse_event(a_crypto().open(encrypt=MESSAGE, **MESSAGE_SIGNED))

    assert (event.corp_id, event.from_user, event.msg_type) == (CORP, "mycreate", "text")
    assert event.text("Content") == "hello"
    assert event.text("MsgId") == "4561255354251345929"
    assert event.text("AgentID") == "218"
    assert event.create_time == datetime.fromtimestamp(1409659813, UTC)


def test_sealing_with_the_official_prefix_gives_the_official_ciphertext() -> None:
    sealed = a_crypto().seal(
        b"1616140317555161061", timestamp="1409659589", nonce="263014780", prefix=b"c41b64491c2468d0"
    )

    assert (sealed.encrypt, sealed.signature) == (ECHO, ECHO_SIGNED["signature"])


@pytest.mark.parametrize("last", "ABCD")
def test_a_key_with_spare_bits_in_its_last_character_is_read(last: str) -> None:
    crypto = a_crypto(key=KEY[:-1] + last)
    sealed = crypto.seal(b"hello", timestamp="1", nonce="2")

    opened = crypto.open(signature=sealed.signature, timestamp="1", nonce="2", encrypt=sealed.encrypt)

    assert opened == b"hello"


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "A", "!" + KEY[1:], "密" + KEY[1:]])
def test_a_key_that_is_not_43_base64_characters_is_refused_at_once(key: str) -> None:
    with pytest.raises(BadCallbackKey):
        a_crypto(key=key)


@given(message=st.binary(max_size=300), receive_id=st.text(min_size=1, max_size=64))
def test_what_is_sealed_opens_again(message: bytes, receive_id: str) -> None:
    crypto = a_crypto(receive_id.encode("utf-8", "ignore").decode() or "ww1")
    sealed = crypto.seal(message, timestamp="1409659813", nonce="n")

    opened = crypto.open(
        signature=sealed.signature, timestamp=sealed.timestamp, nonce=sealed.nonce, encrypt=sealed.encrypt
    )

    assert opened == message


@pytest.mark.parametrize("length", range(64))
def test_every_padding_length_opens(length: int) -> None:
    crypto = a_crypto()
    sealed = crypto.seal(b"x" * length, timestamp="1", nonce="2", prefix=bytes(range(200, 216)))

    opened = crypto.open(signature=sealed.signature, timestamp="1", nonce="2", encrypt=sealed.encrypt)

    assert opened == b"x" * length


@given(text=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=200))
def test_the_other_library_reads_what_we_seal_and_we_read_what_it_seals(text: str) -> None:
    theirs, ours = WeChatCrypto(TOKEN, KEY, CORP), a_crypto()

    sealed = ours.seal(text.encode(), timestamp="1409659813", nonce="n1")
    read = theirs.decrypt_message(sealed.as_xml(), sealed.signature, sealed.timestamp, sealed.nonce)
    reply = parse_event(theirs.encrypt_message(text, "n2", "1409659814").encode())
    opened = ours.open(
        signature=reply.text("MsgSignature") or "",
        timestamp="1409659814",
        nonce="n2",
        encrypt=reply.text("Encrypt") or "",
    )

    assert read == text
    assert opened == text.encode()


@given(bit=st.integers(min_value=0, max_value=len(base64.b64decode(MESSAGE)) * 8 - 1))
def test_one_flipped_bit_is_refused_by_the_signature(bit: int) -> None:
    with pytest.raises(CallbackRefused) as refusal:
        a_crypto().open(encrypt=_flip(MESSAGE, bit), **MESSAGE_SIGNED)

    assert refusal.value.reason is RefusalReason.SIGNATURE


@settings(max_examples=300)
@given(bit=st.integers(min_value=0, max_value=len(base64.b64decode(MESSAGE)) * 8 - 1))
def test_a_flipped_bit_with_a_right_signature_never_crashes_the_reader(bit: int) -> None:
    encrypt = _flip(MESSAGE, bit)
    try:
        opened = a_crypto().open(signature=sign(TOKEN, "1", "2", encrypt), timestamp="1", nonce="2", encrypt=encrypt)
    except CallbackRefused:
        return
    assert opened != a_crypto().open(encrypt=MESSAGE, **MESSAGE_SIGNED) or bit < 16 * 8


@given(garbage=st.text(max_size=200), signature=st.text(max_size=60), nonce=st.text(max_size=20))
def test_garbage_is_refused_with_one_text(garbage: str, signature: str, nonce: str) -> None:
    with pytest.raises(CallbackRefused, match=r"^callback refused$"):
        a_crypto().open(signature=signature, timestamp="1", nonce=nonce, encrypt=garbage)


@settings(max_examples=200)
@given(plain=st.binary(min_size=0, max_size=8).map(lambda some: some * 16))
def test_any_well_signed_ciphertext_is_opened_or_refused(plain: bytes) -> None:
    encrypt = base64.b64encode(plain).decode()
    with pytest.raises(CallbackRefused):
        a_crypto().open(signature=sign(TOKEN, "1", "2", encrypt), timestamp="1", nonce="2", encrypt=encrypt)


@pytest.mark.parametrize(
    ("encrypt", "reason"),
    [
        ("not base64!", RefusalReason.BASE64),
        ("AAA", RefusalReason.BASE64),
        ("密文", RefusalReason.BASE64),
        ("", RefusalReason.LENGTH),
        ("AAAA", RefusalReason.LENGTH),
    ],
)
def test_a_well_signed_text_that_is_no_ciphertext_is_refused(encrypt: str, reason: RefusalReason) -> None:
    with pytest.raises(CallbackRefused) as refusal:
        a_crypto().open(signature=sign(TOKEN, "1", "2", encrypt), timestamp="1", nonce="2", encrypt=encrypt)

    assert refusal.value.reason is reason


@pytest.mark.parametrize(
    ("plain", "reason"),
    [
        (b"r" * 31 + b"\x00", RefusalReason.PADDING),
        (b"r" * 31 + b"\x21", RefusalReason.PADDING),
        (b"r" * 30 + b"\x03\x02", RefusalReason.PADDING),
        (b"\x20" * 32, RefusalReason.LENGTH),
        (b"r" * 16 + b"\x00\x00" + b"\x0e" * 14, RefusalReason.LENGTH),
        (b"r" * 16 + b"\xff\xff\xff\xff" + b"\x0c" * 12, RefusalReason.LENGTH),
        (b"r" * 16 + b"\x00\x00\x00\x00" + b"\x0c" * 12, RefusalReason.RECEIVER),
    ],
)
def test_a_plaintext_out_of_shape_is_refused(plain: bytes, reason: RefusalReason) -> None:
    key = base64.b64decode(KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    encrypt = base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()

    with pytest.raises(CallbackRefused) as refusal:
        a_crypto().open(signature=sign(TOKEN, "1", "2", encrypt), timestamp="1", nonce="2", encrypt=encrypt)

    assert refusal.value.reason is reason


@pytest.mark.parametrize("signature", ["ünïcode", "\ud800", "", "5C45FF"])
def test_a_strange_signature_is_refused_not_a_crash(signature: str) -> None:
    with pytest.raises(CallbackRefused):
        a_crypto().open(signature=signature, timestamp="1", nonce="2", encrypt=ECHO)


def test_a_message_for_another_corp_is_refused() -> None:
    sealed = a_crypto("ww-another").seal(b"hello", timestamp="1", nonce="2")

    with pytest.raises(CallbackRefused) as refusal:
        a_crypto().open(signature=sealed.signature, timestamp="1", nonce="2", encrypt=sealed.encrypt)

    assert refusal.value.reason is RefusalReason.RECEIVER


def test_either_of_two_receive_ids_opens() -> None:
    both = CallbackCrypto(token=SecretStr(TOKEN), aes_key=SecretStr(KEY), receive_ids=["suite", CORP])

    assert both.open_echo(echostr=ECHO, **ECHO_SIGNED) == b"1616140317555161061"


def test_a_receiver_without_ids_is_an_error() -> None:
    with pytest.raises(ValueError, match="receive id"):
        CallbackCrypto(token=SecretStr(TOKEN), aes_key=SecretStr(KEY), receive_ids=[])


def test_a_prefix_of_another_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        a_crypto().seal(b"x", timestamp="1", nonce="2", prefix=b"short")


def test_the_cipher_shows_no_secret() -> None:
    assert TOKEN not in repr(a_crypto())


NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("minutes", [-10, -1, 0, 1, 10])
def test_a_recent_timestamp_is_fresh(minutes: int) -> None:
    check_freshness(str(int((NOW + timedelta(minutes=minutes)).timestamp())), now=NOW)


@pytest.mark.parametrize("timestamp", ["1409659589", "99999999999", "-1", "", "1e9", "１", "9" * 40])
def test_a_far_or_unreadable_timestamp_is_stale(timestamp: str) -> None:
    with pytest.raises(CallbackRefused) as refusal:
        check_freshness(timestamp, now=NOW)

    assert refusal.value.reason is RefusalReason.STALE


def _flip(encrypt: str, bit: int) -> str:
    raw = bytearray(base64.b64decode(encrypt))
    raw[bit // 8] ^= 1 << (bit % 8)
    return base64.b64encode(bytes(raw)).decode()
