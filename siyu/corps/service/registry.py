"""The corps of the organisation: entering, changing, listing, and finding one by its callback path."""

import secrets
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Row

from siyu.corps import queries, rules
from siyu.corps.contracts import CallbackKeys, Corp, CorpSetup, CredentialCheck
from siyu.corps.errors import CorpInactive, CorpNotFound
from siyu.corps.service.clients import SECRET_PLACE, WeComClients
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.secrets import Vault
from siyu.runtime.viewer import Viewer, system_viewer
from siyu.vendors.wecom import CredentialRefused, WeComFailure, meaning_of

_TOKEN_PLACE = "corps.callback_token"
_KEY_PLACE = "corps.callback_key"


async def save_corp(house: House, setup: CorpSetup, *, viewer: Viewer | None = None) -> Corp:
    """Add a corp, or change the one with the same WeCom corp id; audited. Raises `CorpSetupRefused`."""
    rules.check_setup(setup)
    async with house.unit() as uow:
        row = await _upsert(uow, house.vault, setup)
        await write_audit(uow, viewer or system_viewer(), "corps.saved", on=("corp", row.id))
    return _corp_of(row)


async def set_corp_active(uow: UnitOfWork, viewer: Viewer, corp_id: int, *, is_active: bool) -> Corp:
    """Switch a corp on or off: off means no calls to WeCom and no callbacks taken. Raises `CorpNotFound`."""
    row = await queries.save_corp(uow, corp_id, {"is_active": is_active})
    if row is None:
        raise CorpNotFound
    await write_audit(uow, viewer, "corps.switched_on" if is_active else "corps.switched_off", on=("corp", corp_id))
    return _corp_of(row)


async def list_corps(uow: UnitOfWork) -> list[Corp]:
    """Every corp, oldest first; there are few."""
    return [_corp_of(row) for row in await queries.list_corps(uow)]


async def get_corp(uow: UnitOfWork, corp_id: int) -> Corp:
    """One corp by our id; `CorpNotFound` when there is none."""
    row = await queries.find_corp(uow, corp_id)
    if row is None:
        raise CorpNotFound
    return _corp_of(row)


async def find_callback_keys(uow: UnitOfWork, vault: Vault, path_secret: str) -> CallbackKeys | None:
    """What opens the callbacks arriving under this path; None when no active corp has it."""
    row = await queries.find_corp_by_path(uow, path_secret)
    if row is None or row.callback_token_sealed is None or row.callback_key_sealed is None:
        return None
    return CallbackKeys(
        corp_id=row.id,
        token=SecretStr(vault.open(row.callback_token_sealed, place=_TOKEN_PLACE)),
        aes_key=SecretStr(vault.open(row.callback_key_sealed, place=_KEY_PLACE)),
        receive_id=row.wecom_corp_id,
    )


async def check_corp(house: House, corp_id: int) -> CredentialCheck:
    """Ask WeCom for a token, to see whether corp id, secret and trusted address are right."""
    client = await house.get(WeComClients).of(corp_id)
    try:
        await client.check_credential()
    except CredentialRefused as refusal:
        meaning = meaning_of(refusal.code)
        return CredentialCheck(False, refusal.code, meaning.zh, meaning.en)
    except WeComFailure:
        return CredentialCheck(False, None, "无法连接企业微信接口，请检查网络与接口地址。", "WeCom cannot be reached.")
    return CredentialCheck(True)


async def _upsert(uow: UnitOfWork, vault: Vault, setup: CorpSetup) -> Row[Any]:
    values: dict[str, Any] = {
        "name": setup.name,
        "agent_id": setup.agent_id,
        "api_base": rules.normal_base(setup.api_base),
        **_sealed(vault, setup),
    }
    if setup.path_secret is not None:
        values["path_secret"] = setup.path_secret
    known = await queries.lock_corp_by_wecom_id(uow, setup.wecom_corp_id)
    if known is None:
        values.setdefault("path_secret", secrets.token_urlsafe(24))
        return await queries.save_new_corp(
            uow, {**values, "wecom_corp_id": setup.wecom_corp_id, "created_at": uow.now()}
        )
    changed = await queries.save_corp(uow, known.id, values)
    if changed is None:
        raise CorpInactive
    return changed


def _sealed(vault: Vault, setup: CorpSetup) -> dict[str, str]:
    given = {
        "secret_sealed": (setup.secret, SECRET_PLACE),
        "callback_token_sealed": (setup.callback_token, _TOKEN_PLACE),
        "callback_key_sealed": (setup.callback_key, _KEY_PLACE),
    }
    return {
        column: vault.seal(value.get_secret_value(), place=place)
        for column, (value, place) in given.items()
        if value is not None
    }


def _corp_of(row: Row[Any]) -> Corp:
    return Corp(
        id=row.id,
        name=row.name,
        wecom_corp_id=row.wecom_corp_id,
        agent_id=row.agent_id,
        api_base=row.api_base,
        path_secret=row.path_secret,
        is_active=row.is_active,
        has_secret=row.secret_sealed is not None,
        has_callback_keys=row.callback_token_sealed is not None,
    )
