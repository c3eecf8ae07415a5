"""What the doctor says of a corp, for every way in which its set-up can be wrong at WeCom."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from siyu import corps
from siyu.apps.doctor import Finding, Level
from siyu.apps.doctor.wecom import check_corps
from siyu.runtime.postgres import Cluster
from siyu.runtime.settings import Settings
from siyu.runtime.viewer import system_viewer
from tests.api.serving import RunningApi, serving
from tests.apps.product import until
from tests.builders.callbacks import make_aes_key
from tests.builders.simulator import CorpHandle, SimulatorClient
from tests.conftest import TEST_KEY

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def api(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApi]:
    """The product, served, so that callbacks can reach it."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE doctor TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
        )
        settings = Settings(
            data_dir=tmp_path_factory.mktemp("doctor"),
            database_url=SecretStr(cluster.url("doctor")),
            warehouse_url=SecretStr("http://siyu:x@127.0.0.1:1"),
            master_key=SecretStr(TEST_KEY),
        )
        with serving(settings) as running:
            yield running
        connection.execute(sql.SQL("DROP DATABASE doctor WITH (FORCE)"))


@dataclass
class Patient:
    """A corp at WeCom and its entry with us, as somebody set them up."""

    api: RunningApi
    company: CorpHandle
    name: str

    def enter(self, **changes: object) -> None:
        """Enter the corp in the product, with one thing or another wrong."""
        usual = {
            "name": self.name,
            "wecom_corp_id": self.company.corp_id,
            "api_base": self.company.control.url,
            "agent_id": self.company.agent_id,
            "secret": SecretStr(self.company.secret),
            "callback_token": SecretStr(self.company.callback_token),
            "callback_key": SecretStr(self.company.callback_aes_key),
        }
        self.api.run(corps.save_corp(self.api.house, corps.CorpSetup(**usual | changes)))

    def examine(self) -> dict[str, Finding]:
        """The findings about this corp, by what was checked."""
        label = f"wecom {self.name} "
        found = self.api.run(check_corps(self.api.house))
        return {one.check.removeprefix(label): one for one in found if one.check.startswith(label)}


@pytest.fixture
def patient(api: RunningApi, simulator: SimulatorClient) -> Patient:
    company = simulator.create_corp()
    company.add_staff("amy", quiet=True)
    api.house.settings.__dict__["public_url"] = api.url
    return Patient(api, company, f"企业{next(_NUMBERS)}")


def says(finding: Finding, *words: str) -> None:
    """The finding is bad, tells what to do, and says each word in one of the languages."""
    assert finding.level is Level.BAD
    assert finding.remedy is not None
    zh, en = ("\n".join(finding.lines(language)) for language in ("zh", "en"))
    assert zh.startswith("✗")
    assert zh != en
    for word in words:
        assert word in zh + en, (word, zh, en)


def test_a_corp_that_is_set_up_well_has_nothing_to_mend(patient: Patient) -> None:
    patient.enter()
    found = patient.examine()
    assert list(found) == ["secret", "directory", "customers", "tags", "callback", "visits"]
    assert found.pop("visits").level is Level.WARNING  # nobody has called yet
    assert {(one.level, one.remedy) for one in found.values()} == {(Level.GOOD, None)}


Break = Callable[[Patient], None]


def _wrong_secret(patient: Patient) -> None:
    patient.enter(secret=SecretStr("not-the-secret"))


def _wrong_corp_id(patient: Patient) -> None:
    patient.enter(wecom_corp_id="wwnobodyhasthisid0")


def _disabled_app(patient: Patient) -> None:
    patient.company.set_credential(enabled=False)
    patient.enter()


def _untrusted_address(patient: Patient) -> None:
    patient.company.set(trusted_ips=["10.0.0.1"])
    patient.enter()


def _no_right_to_customers(patient: Patient) -> None:
    patient.company.set_credential(may_use_external=False)
    patient.enter()


def _no_right_to_tags(patient: Patient) -> None:
    patient.company.set_credential(denied=["externalcontact/get_corp_tag_list"])
    patient.enter()


def _wecom_is_away(patient: Patient) -> None:
    patient.enter(api_base="http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("break_it", "check", "words"),
    [
        (_wrong_secret, "secret", ["40001", "Secret 错误", "copy it again"]),
        (_wrong_corp_id, "secret", ["40013", "我的企业", "corp id is wrong"]),
        (_disabled_app, "secret", ["50003", "重新启用", "enable it in the admin console"]),
        (_untrusted_address, "secret", ["60020", "企业可信IP", "trusted IP list"]),
        (_no_right_to_customers, "customers", ["48002", "可调用接口的应用", "lacks this right"]),
        (_no_right_to_tags, "tags", ["48002", "客户联系", "Customer contact"]),
        (_wecom_is_away, "secret", ["无法访问企业微信", "check the network"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_wrong_at_wecom_is_named_with_its_remedy(
    patient: Patient, break_it: Break, check: str, words: list[str]
) -> None:
    break_it(patient)
    says(patient.examine()[check], *words)


def test_one_missing_right_leaves_the_other_checks_good(patient: Patient) -> None:
    _no_right_to_tags(patient)
    found = patient.examine()
    assert [check for check, one in found.items() if one.level is Level.BAD] == ["tags"]


def test_a_callback_address_that_leads_nowhere(patient: Patient) -> None:
    patient.enter()
    patient.api.house.settings.__dict__["public_url"] = "http://127.0.0.1:1"
    says(patient.examine()["callback"], "回调地址无法访问", "http://127.0.0.1:1", "reached from outside")


def test_a_callback_address_where_something_else_answers(patient: Patient) -> None:
    patient.enter()
    patient.api.house.settings.__dict__["public_url"] = patient.company.control.url
    says(patient.examine()["callback"], "回调地址验证未通过", "does not prove itself", "反向代理")


def test_a_corp_without_callback_keys(patient: Patient) -> None:
    patient.enter(callback_token=None, callback_key=None)
    says(patient.examine()["callback"], "EncodingAESKey", "接收消息", "receive messages")


def _ask_wecom_to_save(patient: Patient) -> bool:
    """WeCom calls the address with its own keys, as when a person presses save there; whether it was content."""
    house = patient.api.house

    async def address() -> str:
        async with house.unit() as uow:
            known = await corps.list_corps(uow)
        path = next(corp.callback_path for corp in known if corp.name == patient.name)
        return f"{patient.api.url}{path}"

    return bool(patient.company.set_receiver(patient.api.run(address()))["saved"])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"callback_key": SecretStr(make_aes_key())}, ["EncodingAESKey", "cannot be opened"]),
        ({"callback_token": SecretStr("another-token")}, ["Token 与企业微信中的不一致", "signature does not fit"]),
    ],
    ids=["aes_key", "token"],
)
def test_keys_other_than_wecoms_are_told_apart_once_wecom_has_called(
    patient: Patient, wrong: dict[str, SecretStr], words: list[str]
) -> None:
    """The doctor proves the address only with our keys; WeCom's own call shows that they are not its keys."""
    patient.enter(**wrong)
    never = patient.examine()["visits"]
    assert (never.level, "never called" in never.cause.en) == (Level.WARNING, True)
    assert not _ask_wecom_to_save(patient)
    assert patient.examine()["callback"].level is Level.GOOD
    says(until("the note", lambda: _when_bad(patient)), *words)


def _when_bad(patient: Patient) -> Finding | None:
    found = patient.examine()["visits"]
    return found if found.level is Level.BAD else None


def test_no_corp_yet_is_a_warning(api: RunningApi) -> None:
    async def switch_all_off() -> None:
        async with api.house.unit() as uow:
            for corp in await corps.list_corps(uow):
                await corps.set_corp_active(uow, system_viewer(), corp.id, is_active=False)

    api.run(switch_all_off())
    (finding,) = api.run(check_corps(api.house))
    assert (finding.level, finding.cause.zh) == (Level.WARNING, "尚未连接企业微信")
    assert finding.remedy is not None
    assert "PUT /v1/corps" in finding.remedy.en
