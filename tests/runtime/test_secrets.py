"""Sealed fields open only where they belong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.runtime.secrets import Vault
from siyu.runtime.settings import Settings

VAULT = Vault(b"k" * 32)


@given(st.text())
def test_what_was_sealed_opens_again(value: str) -> None:
    assert VAULT.open(VAULT.seal(value, place="corps.secret"), place="corps.secret") == value


def test_the_same_value_never_looks_the_same() -> None:
    assert VAULT.seal("a", place="p") != VAULT.seal("a", place="p")


def test_a_value_cannot_be_moved_to_another_place() -> None:
    sealed = VAULT.seal("13812345678", place="customers.phone")
    with pytest.raises(ValueError, match="cannot be opened"):
        VAULT.open(sealed, place="users.phone")


def test_another_key_opens_nothing() -> None:
    sealed = VAULT.seal("x", place="p")
    with pytest.raises(ValueError, match="cannot be opened"):
        Vault(b"x" * 32).open(sealed, place="p")


def test_fingerprints_find_equal_values_of_one_place() -> None:
    assert VAULT.fingerprint("138", place="a") == VAULT.fingerprint("138", place="a")
    assert VAULT.fingerprint("138", place="a") != VAULT.fingerprint("138", place="b")
    assert VAULT.fingerprint("138", place="a") != Vault(b"x" * 32).fingerprint("138", place="a")


def test_the_master_key_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short")


def test_the_master_key_is_made_once(tmp_path) -> None:
    settings = Settings(data_dir=tmp_path)
    key = settings.read_master_key()
    assert len(key) == 32
    assert settings.read_master_key() == key
    assert (tmp_path / "master.key").stat().st_mode & 0o077 == 0
