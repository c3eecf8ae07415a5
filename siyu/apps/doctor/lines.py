"""Examines the lines of the console's connection doctor, with the same checks as `siyu doctor`."""

from collections.abc import Awaitable, Callable, Mapping

import httpx
from sqlalchemy import text

from siyu import corps
from siyu.apps.doctor.findings import Finding, Words
from siyu.apps.doctor.wecom import check_callback, explain
from siyu.desk import Copyable, Verdict
from siyu.runtime.errors import SituationError
from siyu.runtime.house import House
from siyu.vendors.wecom import WeComClient, WeComError, WeComFailure

_BAD_CORP_ID = 40013
_BAD_ADDRESS = 60020
_COUNTS = text("""
SELECT (SELECT count(*) FROM staff_members WHERE corp_id = :corp AND status = 'active') AS members,
       (SELECT count(*) FROM staff_members WHERE corp_id = :corp AND status = 'active' AND is_contact_enabled) AS seats,
       (SELECT max(received_at) FROM callback_inbox WHERE corp_id = :corp) AS last_event_at,
       (SELECT max(finished_at) FROM contact_reconciles WHERE corp_id = :corp AND state = 'done') AS synced_at,
       (SELECT relations_seen FROM contact_reconciles WHERE corp_id = :corp ORDER BY id DESC LIMIT 1) AS relations,
       EXISTS (SELECT 1 FROM message_batches WHERE corp_id = :corp AND confirmed_at IS NOT NULL) AS was_confirmed
""")


def _good(zh: str, en: str) -> Verdict:
    return Verdict(zh, en)


def _bad(cause: Words, remedy: Words, *copies: Copyable, raw: Mapping[str, object] | None = None) -> Verdict:
    return Verdict(cause.zh, cause.en, remedy.zh, remedy.en, copies, raw or {})


def _of(finding: Finding, *copies: Copyable) -> Verdict:
    if finding.remedy is None:
        return _good(finding.cause.zh, finding.cause.en)
    return _bad(finding.cause, finding.remedy, *copies)


def _failed(error: WeComFailure) -> Verdict:
    copies: tuple[Copyable, ...] = ()
    raw: dict[str, object] = {"error": type(error).__name__}
    if isinstance(error, WeComError):
        raw = {"errcode": error.code, "errmsg": error.errmsg, "hint": error.hint}
        if error.code == _BAD_ADDRESS and error.from_ip:
            copies = (Copyable("本机出口 IP", "This server's address", error.from_ip),)
    return _bad(*explain(error), *copies, raw=raw)


class ConsoleExaminer:
    """Implements `desk.Examiner`."""

    async def examine(self, house: House, line: str, corp_id: int) -> Verdict:
        """Ask what the line asks; every failure of the outside becomes a verdict."""
        async with house.unit() as uow:
            corp = await corps.get_corp(uow, corp_id)
        try:
            return await _PROBES[line](house, corp)
        except WeComFailure as error:
            return _failed(error)
        except SituationError as error:
            cause = Words(error.sentence("zh"), error.sentence("en"))
            return _bad(cause, Words("请先完成企业资料的填写", "complete the corp's set-up first"))


async def _client(house: House, corp: corps.Corp) -> WeComClient:
    return await house.get(corps.WeComClients).of(corp.id)


async def _address(house: House, _: corps.Corp) -> Verdict:
    address = house.settings.address
    copy = Copyable("公网地址", "Public address", address)
    try:
        answer = await house.http.get(f"{address}/health", timeout=3)
    except httpx.HTTPError as error:
        cause = Words(f"无法从外部访问 {address}", f"{address} cannot be reached from outside")
        remedy = Words(
            "检查 SIYU_PUBLIC_URL、DNS、证书与端口", "check SIYU_PUBLIC_URL, DNS, the certificate and the port"
        )
        return _bad(cause, remedy, copy, raw={"error": type(error).__name__})
    if answer.status_code != 200 or "database" not in answer.text:
        cause = Words(f"{address} 由其他程序应答", f"something else answers at {address}")
        remedy = Words("检查域名解析与反向代理", "check where the name and the proxy lead")
        return _bad(cause, remedy, copy, raw={"status": answer.status_code})
    if not address.startswith("https://") and not house.settings.demo:
        cause = Words("地址不是 https", "the address is not https")
        return _bad(
            cause, Words("为域名配置证书，并设置 SIYU_PUBLIC_URL", "get a certificate and set SIYU_PUBLIC_URL"), copy
        )
    return _good(f"{address} 可访问", f"{address} can be reached")


async def _corp_id(house: House, corp: corps.Corp) -> Verdict:
    try:
        await (await _client(house, corp)).check_credential()
    except WeComError as error:
        if error.code == _BAD_CORP_ID:
            return _failed(error)
    return _good(f"企业 ID {corp.wecom_corp_id}", f"corp id {corp.wecom_corp_id}")


async def _secret(house: House, corp: corps.Corp) -> Verdict:
    await (await _client(house, corp)).check_credential()
    return _good("Secret 有效", "the secret is accepted")


async def _trusted_ip(house: House, corp: corps.Corp) -> Verdict:
    try:
        await (await _client(house, corp)).directory.list_departments()
    except WeComError as error:
        if error.code == _BAD_ADDRESS:
            return _failed(error)
    return _good("企业微信接受本机地址", "WeCom accepts this server's address")


async def _contact_api(house: House, corp: corps.Corp) -> Verdict:
    members = await (await _client(house, corp)).contacts.list_follow_members()
    if not members:
        cause = Words("没有成员开通客户联系", "no member may use customer contact")
        return _bad(cause, Words("在「客户联系 › 使用范围」中加入成员", "add members under 'Customer contact › range'"))
    return _good(f"{len(members)} 位成员可使用客户联系", f"{len(members)} members may use customer contact")


async def _visible_range(house: House, corp: corps.Corp) -> Verdict:
    async with house.unit() as uow:
        found = (await uow.execute(_COUNTS, {"corp": corp.id})).one()
    cause = Words(
        f"可见成员 {found.members} 位，其中 {found.seats} 位开通客户联系",
        f"{found.members} members are visible, {found.seats} of them with customer contact",
    )
    if found.members and found.seats:
        return _good(cause.zh, cause.en)
    remedy = Words(
        "在应用的「可见范围」加入部门，再同步通讯录", "add departments to the app's range, then sync the directory"
    )
    return _bad(cause, remedy)


async def _callback(house: House, corp: corps.Corp) -> Verdict:
    url = Copyable("回调 URL", "Callback URL", f"{house.settings.address}{corp.callback_path}")
    return _of(await check_callback(house, corp), url)


async def _first_event(house: House, corp: corps.Corp) -> Verdict:
    async with house.unit() as uow:
        found = (await uow.execute(_COUNTS, {"corp": corp.id})).one()
    if found.last_event_at is not None:
        return _good(
            f"最近一条 {found.last_event_at:%Y-%m-%d %H:%M} UTC", f"last at {found.last_event_at:%Y-%m-%d %H:%M} UTC"
        )
    cause = Words("还没有收到企业微信的事件", "no event of WeCom has arrived yet")
    remedy = Words(
        "修改任意一位客户的备注，60 秒内应收到", "change one customer's remark; it should arrive within 60 s"
    )
    return _bad(cause, remedy)


async def _first_sync(house: House, corp: corps.Corp) -> Verdict:
    async with house.unit() as uow:
        found = (await uow.execute(_COUNTS, {"corp": corp.id})).one()
    if found.synced_at is not None:
        return _good(f"已同步 {found.relations} 段好友关系", f"{found.relations} relations were synced")
    cause = Words("首次同步尚未完成", "the first sync is not finished")
    return _bad(cause, Words("在「企业微信」页点击「立即同步」并等待", "start the sync on the WeCom page and wait"))


async def _tags(house: House, corp: corps.Corp) -> Verdict:
    groups = await (await _client(house, corp)).tags.list_groups()
    return _good(f"可读取 {len(groups)} 个标签组", f"{len(groups)} tag groups can be read")


async def _rehearsal(house: House, corp: corps.Corp) -> Verdict:
    async with house.unit() as uow:
        found = (await uow.execute(_COUNTS, {"corp": corp.id})).one()
    if found.was_confirmed:
        return _good("已有员工确认发送", "staff have confirmed a send")
    cause = Words("还没有员工确认过一次群发", "no staff member has confirmed a campaign yet")
    return _bad(
        cause,
        Words(
            "给一位测试客户发一次群发并在手机上确认", "send one test customer a campaign and confirm it on the phone"
        ),
    )


_PROBES: dict[str, Callable[[House, corps.Corp], Awaitable[Verdict]]] = {
    "address": _address,
    "corp_id": _corp_id,
    "secret": _secret,
    "trusted_ip": _trusted_ip,
    "contact_api": _contact_api,
    "visible_range": _visible_range,
    "callback": _callback,
    "first_event": _first_event,
    "first_sync": _first_sync,
    "tags": _tags,
    "rehearsal": _rehearsal,
}
