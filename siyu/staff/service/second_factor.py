"""The second factor: a time-based one-time code, offered first, in force once a code has proved it works."""

from dataclasses import dataclass

import pyotp
from pydantic import SecretStr

from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import NotFound
from siyu.runtime.secrets import Vault
from siyu.runtime.viewer import Viewer
from siyu.staff.errors import SecondFactorRefused, SignInRefused
from siyu.staff.queries import accounts as queries
from siyu.staff.rules.credentials import matching_step
from siyu.staff.service.passwords import matches
from siyu.staff.service.signing_in import TOTP_PLACE

_ISSUER = "Siyu"


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret to put into an authenticator app, as text and as the address its QR code holds."""

    secret: str
    address: str


async def offer_second_factor(uow: UnitOfWork, vault: Vault, viewer: Viewer, password: SecretStr) -> Offer:
    """Make a secret; nothing changes until `accept_second_factor`. Raises `SignInRefused` for a wrong password."""
    row = await queries.lock_user(uow, viewer.user_id or 0)
    if row is None:
        raise NotFound(what="account")
    if not await matches(password.get_secret_value(), row.password_hash):
        raise SignInRefused
    secret = pyotp.random_base32()
    await queries.save_user(uow, row.id, {"totp_offered_sealed": vault.seal(secret, place=TOTP_PLACE)})
    return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=row.login, issuer_name=_ISSUER))


async def accept_second_factor(uow: UnitOfWork, vault: Vault, viewer: Viewer, code: str) -> None:
    """Put the offered secret in force. Raises `SecondFactorRefused` unless the code is its current one."""
    row = await queries.lock_user(uow, viewer.user_id or 0)
    if row is None or row.totp_offered_sealed is None:
        raise SecondFactorRefused
    step = matching_step(vault.open(row.totp_offered_sealed, place=TOTP_PLACE), code, uow.now(), 0)
    if step is None:
        raise SecondFactorRefused
    values = {"totp_sealed": row.totp_offered_sealed, "totp_offered_sealed": None, "totp_last_step": step}
    await queries.save_user(uow, row.id, values)
    await write_audit(uow, viewer, "staff.second_factor_on", on=("user", row.id))


async def drop_second_factor(uow: UnitOfWork, viewer: Viewer, password: SecretStr) -> None:
    """Do without it again. Raises `SignInRefused` for a wrong password."""
    row = await queries.lock_user(uow, viewer.user_id or 0)
    if row is None or not await matches(password.get_secret_value(), row.password_hash):
        raise SignInRefused
    await queries.save_user(uow, row.id, {"totp_sealed": None, "totp_offered_sealed": None})
    await write_audit(uow, viewer, "staff.second_factor_off", on=("user", row.id))
