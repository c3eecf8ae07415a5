"""What WeCom's own calls say of the callback set-up: the doctor's own proof uses our keys and cannot see others."""

from siyu import corps
from siyu.apps.doctor.findings import Finding, Words, bad, good, warning
from siyu.channels import visits_of
from siyu.runtime.house import House

_PAGE = Words("企业微信应用的「接收消息」设置页", "the app's 'receive messages' page at WeCom")
_KEY = (
    Words(
        "有回调到达且签名正确，但无法解密：EncodingAESKey 与企业微信中的不一致",
        "calls arrive and are signed well but cannot be opened: the EncodingAESKey differs from WeCom's",
    ),
    Words(f"从{_PAGE.zh}重新复制 EncodingAESKey（43 位）", f"copy the EncodingAESKey (43 characters) from {_PAGE.en}"),
)
_REFUSALS = {
    "signature": (
        Words(
            "有回调到达，但签名不符：Token 与企业微信中的不一致",
            "calls arrive but the signature does not fit: the Token differs from WeCom's",
        ),
        Words(f"从{_PAGE.zh}重新复制 Token", f"copy the Token from {_PAGE.en}"),
    ),
    "receiver": (
        Words("有回调到达，但接收方是另一家企业", "calls arrive but the receiver id is of another corp"),
        Words(
            "检查 CorpID，并确认回调地址填在本企业的应用中",
            "check the corp id, and in whose app the address is entered",
        ),
    ),
    "stale": (
        Words("有回调到达，但时间戳相差过大", "calls arrive but their time is too far from ours"),
        Words("校准服务器时间（NTP）", "set this server's clock (NTP)"),
    ),
    "padding": _KEY,
    "length": _KEY,
}
_OTHER = (
    Words("有请求到达，但内容不是企业微信的回调", "calls arrive that are no callbacks of WeCom"),
    Words("检查反向代理是否改动请求内容", "check that the proxy leaves requests as they are"),
)


async def check_visits(house: House, corp: corps.Corp) -> Finding:
    """Whether the newest call from outside was accepted, and if not what differs."""
    check = f"wecom {corp.name} visits"
    async with house.unit() as uow:
        seen = await visits_of(uow, corp.id)
    if not seen:
        return warning(
            check,
            Words("企业微信还没有调用过回调地址", "WeCom has never called the callback address yet"),
            Words(
                f"在{_PAGE.zh}保存回调地址，或修改一位客户的备注", f"save the address on {_PAGE.en}, or change a remark"
            ),
        )
    newest = max(seen, key=lambda outcome: seen[outcome])
    at = seen[newest].strftime("%Y-%m-%d %H:%M UTC")
    if newest == "accepted":
        return good(check, f"最近一次回调于 {at} 被接受", f"the last call was accepted at {at}")
    cause, remedy = _REFUSALS.get(newest, _OTHER)
    return bad(check, Words(f"{cause.zh}（{at}）", f"{cause.en} ({at})"), remedy)
