"""The doctor's lines in the order in which they depend on each other. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the list, its words, who can mend it and where, and what must pass before it."""

    code: str
    zh: str
    en: str
    where_zh: str
    where_en: str
    after: tuple[str, ...] = ()
    can_skip: bool = False


_APP = ("企业微信管理后台 › 应用管理 › 自建应用", "WeCom admin console › Apps › your app")
_CONTACT = ("企业微信管理后台 › 客户与上下游 › 客户联系 › API", "WeCom admin console › Customer contact › API")
_HERE = ("本系统的服务器与域名设置", "this server and its domain")

#: Verification file, chat archive and sidebar join when their domains exist.
LINES = (
    Line("address", "公网 HTTPS 地址", "Public https address", *_HERE),
    Line("corp_id", "企业 ID", "Corp id", "我的企业 › 企业信息（页面最下方）", "My company › at the very bottom"),
    Line("secret", "应用 Secret", "App secret", *_APP, after=("corp_id",)),
    Line("trusted_ip", "企业可信 IP", "Trusted IP", *_APP, after=("secret",)),
    Line("contact_api", "客户联系的可调用应用", "App that may call customer contact", *_CONTACT,
         after=("trusted_ip",)),
    Line("visible_range", "可见范围与席位", "Visible range and seats", *_APP, after=("trusted_ip",)),
    Line("callback", "回调 URL、Token 与 AESKey", "Callback URL, Token and AESKey", *_APP, after=("address",)),
    Line("first_event", "第一条真实事件", "First real event", "任意客户的备注", "any customer's remark",
         after=("callback",)),
    Line("first_sync", "首次同步", "First sync", "本系统", "here", after=("contact_api", "visible_range")),
    Line("tags", "企业标签", "Corp tags", *_CONTACT, after=("contact_api",)),
    Line("rehearsal", "发送演练", "Rehearsal", "群发，选一位测试客户", "a campaign to one test customer",
         after=("contact_api",), can_skip=True),
)  # fmt: skip
BY_CODE = {line.code: line for line in LINES}
#: Lines that ask nothing of a person and may be checked every night.
NIGHTLY = tuple(line.code for line in LINES if line.code != "rehearsal")
WHO_ZH, WHO_EN = "企业微信超级管理员", "the corp's super administrator"
