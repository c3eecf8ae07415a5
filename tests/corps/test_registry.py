"""Corps are entered once, changed by their WeCom id, and their secrets lie sealed."""

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from siyu.corps import (
    Corp,
    CorpInactive,
    CorpNotFound,
    CorpSetupRefused,
    WeComClients,
    find_callback_keys,
    get_corp,
    list_corps,
    save_corp,
    set_corp_active,
)
from siyu.runtime.house import House
from siyu.runtime.viewer import system_viewer
from tests.corps.conftest import SETUP, a_setup


async def test_saving_again_changes_the_same_corp_and_keeps_its_path_and_secrets(house: House, corp: Corp) -> None:
    again = await save_corp(
        house,
        a_setup(name="新名字", secret=None, callback_token=None, callback_key=None, api_base="https://x.cn/cgi-bin/"),
    )

    assert again.id == corp.id
    assert again.path_secret == corp.path_secret
    assert (again.name, again.api_base) == ("新名字", "https://x.cn")
    assert again.has_secret
    assert again.has_callback_keys
    async with house.unit() as uow:
        assert await list_corps(uow) == [again]


async def test_callback_keys_are_found_by_the_path_secret(house: House, corp: Corp) -> None:
    async with house.unit() as uow:
        keys = await find_callback_keys(uow, house.vault, corp.path_secret)
        nobody = await find_callback_keys(uow, house.vault, "0" * 32)

    assert keys is not None
    assert (keys.corp_id, keys.receive_id) == (corp.id, "wwdemo")
    assert keys.token == SETUP.callback_token
    assert keys.aes_key == SETUP.callback_key
    assert nobody is None


async def test_a_switched_off_corp_takes_no_callbacks_and_asks_nothing(house: House, corp: Corp) -> None:
    async with house.unit() as uow:
        await set_corp_active(uow, system_viewer(), corp.id, is_active=False)

    async with house.unit() as uow:
        assert await find_callback_keys(uow, house.vault, corp.path_secret) is None
    with pytest.raises(CorpInactive):
        await house.get(WeComClients).of(corp.id)


async def test_an_unknown_corp_is_said_to_be_unknown(house: House, corp: Corp) -> None:
    async with house.unit() as uow:
        with pytest.raises(CorpNotFound):
            await get_corp(uow, corp.id + 1)
    with pytest.raises(CorpNotFound):
        await house.get(WeComClients).of(corp.id + 1)


async def test_no_secret_lies_in_the_clear(house: House, corp: Corp) -> None:
    async with house.unit() as uow:
        row = (await uow.execute(text("SELECT to_jsonb(corps)::text FROM corps"))).scalar_one()

    for secret in (SETUP.secret, SETUP.callback_token, SETUP.callback_key):
        assert isinstance(secret, SecretStr)
        assert secret.get_secret_value() not in row


async def test_a_new_secret_counts_at_once(house: House, corp: Corp) -> None:
    clients = house.get(WeComClients)
    before = await clients.of(corp.id)
    assert await clients.of(corp.id) is before

    await save_corp(house, a_setup(secret=SecretStr("another secret")))

    after = await clients.of(corp.id)
    assert after is not before
    assert after.credential.secret.get_secret_value() == "another secret"


@pytest.mark.parametrize(
    "changes",
    [
        {"wecom_corp_id": "ww demo"},
        {"wecom_corp_id": ""},
        {"api_base": "http://qyapi.weixin.qq.com"},
        {"api_base": "ftp://127.0.0.1"},
        {"api_base": "https://user:pass@qyapi.weixin.qq.com"},
        {"api_base": "https://"},
        {"api_base": "http://[::1"},
        {"path_secret": "short"},
        {"path_secret": "with/slash/0123456789"},
        {"callback_token": None},
        {"callback_key": SecretStr("not 43 characters")},
    ],
)
async def test_a_set_up_that_cannot_work_is_refused_and_nothing_is_kept(house: House, changes: dict) -> None:
    with pytest.raises(CorpSetupRefused):
        await save_corp(house, a_setup(**changes))

    async with house.unit() as uow:
        assert await list_corps(uow) == []


@pytest.mark.parametrize(
    "base", ["https://qyapi.weixin.qq.com", "http://localhost:9", "http://[::1]:9", "http://127.9.9.9"]
)
async def test_safe_addresses_are_taken(house: House, base: str) -> None:
    assert (await save_corp(house, a_setup(api_base=base))).api_base == base
