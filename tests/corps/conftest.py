"""A house with one corp entered."""

from dataclasses import replace

import pytest
from pydantic import SecretStr

from siyu.corps import Corp, CorpSetup, WeComClients, save_corp
from siyu.runtime.house import House

SETUP = CorpSetup(
    name="示例商贸",
    wecom_corp_id="wwdemo",
    api_base="http://127.0.0.1:1",
    agent_id=1_000_002,
    secret=SecretStr("app-secret-of-the-corp"),
    callback_token=SecretStr("callback-token"),
    callback_key=SecretStr("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"),
)


def a_setup(**changes: object) -> CorpSetup:
    return replace(SETUP, **changes)


@pytest.fixture
async def corp(house: House) -> Corp:
    house.provide(WeComClients.over(house))
    return await save_corp(house, SETUP)
