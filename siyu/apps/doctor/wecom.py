"""Checks of each WeCom corp: the secret, the trusted address, the rights, and whether callbacks reach us."""

import secrets
from collections.abc import Awaitable, Callable

import httpx
from pydantic import SecretStr

from siyu import corps
from siyu.apps.doctor.findings import Finding, Words, bad, good, warning
from siyu.apps.doctor.visits import check_visits
from siyu.runtime.house import House
from siyu.vendors.wecom import CallbackCrypto, WeComClient, WeComError, WeComFailure, meaning_of

_REMEDIES = {
    40001: Words(
        "Secret 错误：在企业微信管理后台「应用管理」重新复制 Secret",
        "the secret is wrong: copy it again from the app's page in the WeCom admin console",
    ),
    40013: Words(
        "CorpID 错误：在「我的企业」页底部复制", "the corp id is wrong: copy it from the bottom of 'My company'"
    ),
    40091: Words("该 Secret 属于另一家企业", "this secret belongs to another corp"),
    50003: Words("应用已被停用：在管理后台重新启用", "the app is disabled: enable it in the admin console"),
    60020: Words(
        "服务器 IP 不在「企业可信IP」中：在应用详情页添加本机出口 IP",
        "this server's address is not trusted: add it to the app's trusted IP list",
    ),
    48002: Words(
        "应用缺少接口权限：在「客户联系 → 可调用接口的应用」中勾选该应用",
        "the app lacks this right: tick it under 'Customer contact → apps that may call'",
    ),
    84074: Words("未开通客户联系权限", "customer contact is not granted"),
}
_UNKNOWN = Words(
    "查看企业微信错误码文档，或联系企业微信支持并附上 hint", "look the code up, or ask WeCom with the hint"
)
_UNREACHABLE = Words("检查服务器到企业微信的网络与 API 地址", "check the network to WeCom and the API address")


async def check_corps(house: House) -> list[Finding]:
    """Every active corp's findings; one warning when there is none yet."""
    async with house.unit() as uow:
        known = [corp for corp in await corps.list_corps(uow) if corp.is_active]
    if not known:
        return [
            warning(
                "wecom",
                Words("尚未连接企业微信", "no WeCom corp is connected yet"),
                Words("通过 PUT /v1/corps 添加企业", "add one with PUT /v1/corps"),
            )
        ]
    findings: list[Finding] = []
    for corp in known:
        findings += await _check_corp(house, corp)
    return findings


async def _check_corp(house: House, corp: corps.Corp) -> list[Finding]:
    label = f"wecom {corp.name}"
    client = await house.get(corps.WeComClients).of(corp.id)
    findings = [await _ask(f"{label} secret", client.check_credential, "Secret 有效", "the secret is accepted")]
    if findings[0].remedy is None:
        findings += [await _ask(f"{label} {name}", call, zh, en) for name, call, zh, en in _rights(client)]
    findings.append(await check_callback(house, corp))
    findings.append(await check_visits(house, corp))
    return findings


def _rights(client: WeComClient) -> list[tuple[str, Callable[[], Awaitable[object]], str, str]]:
    return [
        ("directory", client.directory.list_departments, "可读取通讯录", "the directory can be read"),
        ("customers", client.contacts.list_follow_members, "可读取客户联系成员", "customer contact can be read"),
        ("tags", client.tags.list_groups, "可读取企业标签", "corp tags can be read"),
    ]


async def _ask(check: str, call: Callable[[], Awaitable[object]], zh: str, en: str) -> Finding:
    try:
        await call()
    except WeComFailure as error:
        return bad(check, *explain(error))
    return good(check, zh, en)


def explain(error: WeComFailure) -> tuple[Words, Words]:
    """What a failed call says, and how to mend it."""
    if isinstance(error, WeComError):
        meaning = meaning_of(error.code)
        cause = Words(f"企业微信返回 {error.code}：{meaning.zh}", f"WeCom answers {error.code}: {meaning.en}")
        return cause, _REMEDIES.get(error.code, _UNKNOWN)
    name = type(error).__name__
    return Words(f"无法访问企业微信（{name}）", f"WeCom cannot be reached ({name})"), _UNREACHABLE


async def check_callback(house: House, corp: corps.Corp) -> Finding:
    """Ask our own callback address from outside, exactly as WeCom does when the address is saved."""
    check = f"wecom {corp.name} callback"
    async with house.unit() as uow:
        keys = await corps.find_callback_keys(uow, house.vault, corp.path_secret)
    if keys is None:
        return bad(
            check,
            Words("尚未填写回调 Token 与 EncodingAESKey", "the callback token and key are not entered"),
            Words("在企业微信「接收消息」设置中复制并填写", "copy them from the app's 'receive messages' page"),
        )
    url = f"{house.settings.address}{corp.callback_path}"
    word = secrets.token_hex(8)
    remedy = Words(
        f"确认 {house.settings.address} 可从公网访问，且反向代理保留查询参数",
        f"make sure {house.settings.address} can be reached from outside and the proxy keeps the query",
    )
    try:
        answer = await house.http.get(url, params=_question(keys, word, house.clock.now().timestamp()), timeout=3)
    except httpx.HTTPError:
        return bad(check, Words("回调地址无法访问", "the callback address cannot be reached"), remedy)
    if answer.status_code != 200 or answer.text != word:
        return bad(check, Words("回调地址验证未通过", "the callback address does not prove itself"), remedy)
    return good(check, "回调地址验证通过", "the callback address proves itself")


def _question(keys: corps.CallbackKeys, word: str, now: float) -> dict[str, str]:
    crypto = CallbackCrypto(
        token=keys.token, aes_key=SecretStr(keys.aes_key.get_secret_value()), receive_ids=[keys.receive_id]
    )
    sealed = crypto.seal(word.encode(), timestamp=str(int(now)), nonce=secrets.token_hex(8))
    return {
        "msg_signature": sealed.signature,
        "timestamp": sealed.timestamp,
        "nonce": sealed.nonce,
        "echostr": sealed.encrypt,
    }
