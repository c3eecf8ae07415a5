"""The cryptography against the official vectors and against an independent library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.work.crypto import WeChatCrypto

from simulator.callbacks.crypto import BadCiphertext, decrypt, encrypt, pad_length, sign
from simulator.callbacks.envelope import stretch, write_envelope, write_event

TOKEN = "QDG6eK"
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CORP = "wx5823bf96d3bd56c7"
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
MESSAGE = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg"
    "3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kD"
    "Z+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWS"
    "rXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7"
    "m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)


def test_the_official_verification_vector() -> None:
    assert sign(TOKEN, "1409659589", "263014780", ECHO) == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert decrypt(KEY, ECHO) == ("1616140317555161061", CORP)
    again = encrypt(KEY, "1616140317555161061", CORP, bytes.fromhex("c41b64491c2468d0").rjust(16, b"\0"))
    assert decrypt(KEY, again) == ("1616140317555161061", CORP)


def test_the_official_message_vector_with_a_padding_above_sixteen() -> None:
    signature = sign(TOKEN, "1409659813", "1372623149", MESSAGE)
    text, receive_id = decrypt(KEY, MESSAGE)
    assert signature == "477715d11cdb4164915debcba66cb864d751f3e6"
    assert receive_id == CORP
    assert "<Content><![CDATA[hello]]></Content>" in text
    assert pad_length(20 + len(text.encode()) + len(CORP)) == 30


@given(st.text(min_size=1, max_size=200), st.binary(min_size=16, max_size=16))
def test_a_third_party_library_reads_what_we_encrypt(text: str, prefix: bytes) -> None:
    text = text.encode("utf-8", "ignore").decode()
    sealed = encrypt(KEY, text, CORP, prefix)
    signature = sign(TOKEN, "1700000000", "12345", sealed)
    crypto = WeChatCrypto(TOKEN, KEY, CORP)
    plain = crypto.check_signature(signature, "1700000000", "12345", sealed)
    assert (plain if isinstance(plain, str) else plain.decode()) == text
    assert decrypt(KEY, sealed) == (text, CORP)


def test_we_read_what_a_third_party_library_encrypts() -> None:
    xml = WeChatCrypto(TOKEN, KEY, CORP).encrypt_message("<xml><a>你好</a></xml>", "nonce", "1700000000")
    sealed = xml.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert decrypt(KEY, sealed) == ("<xml><a>你好</a></xml>", CORP)


@pytest.mark.parametrize("broken", ["", "AAAA", "不是", ECHO[:-4], "A" * 88])
def test_broken_texts_are_refused(broken: str) -> None:
    with pytest.raises(BadCiphertext):
        decrypt(KEY, broken)


@given(st.integers(1, 32), st.text(max_size=60))
def test_a_message_can_be_stretched_to_any_padding(pad: int, name: str) -> None:
    name = name.encode("utf-8", "ignore").decode()
    text = write_event(CORP, 1, "change_contact", {"Name": name}, spaced=False)
    stretched = stretch(text, CORP, pad)
    assert pad_length(20 + len(stretched.encode()) + len(CORP)) == pad


def test_text_that_ends_a_cdata_section_is_kept() -> None:
    body = write_event(CORP, 1, "e", {"Name": "a]]>b", "List": ["x", "y"], "Number": 3}, spaced=False)
    assert "<List><Item><![CDATA[x]]></Item><Item><![CDATA[y]]></Item></List>" in body
    assert "<Number>3</Number>" in body
    assert "a]]]]><![CDATA[>b" in body
    assert b"AgentID" not in write_envelope(CORP, None, "x", spaced=False)
