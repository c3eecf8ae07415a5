"""The first steps there are, and whose they are. Pure."""

from dataclasses import dataclass

from siyu.runtime.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the page where it is done, its words, and the right without which nobody can do it."""

    code: str
    right: str
    link: str
    zh: str
    en: str


_MAKE_CODE = Step("make_code", "codes.write", "/live-codes/new", "建一个活码", "Make a live code")
_SCAN = Step("scan_code", "codes.write", "/live-codes", "扫一次自己的活码", "Scan your code once")
_SEGMENT = Step("save_segment", "segments.write", "/segments/new", "存一个分群", "Save a segment")
_SEND = Step("send_campaign", "campaigns.write", "/campaigns/new", "发一次群发", "Send a campaign")
_WHY = Step("ask_why", "campaigns.read", "/campaigns", "问一次为什么没收到", "Ask why somebody got nothing")
_CONNECT = Step("connect_corp", "corps.write", "/settings/doctor", "连接企业微信", "Connect WeCom")
_APPROVE = Step("approve_once", "campaigns.approve", "/campaigns?state=submitted", "审批一次", "Approve once")
_TAG = Step("tag_customers", "tags.write", "/customers", "给客户打一次标签", "Tag customers once")
_VERIFY = Step("verify_audit", "audit.read", "/audit", "验证一次审计链", "Prove the audit trail once")
_WITHDRAW = Step("withdraw_consent", "customers.write", "/customers", "撤回一次同意", "Withdraw a consent once")
_REVEAL = Step("reveal_once", "customers.reveal", "/customers", "查看一次明文并写明理由", "Reveal once, with a reason")

_OPERATOR = (_MAKE_CODE, _SCAN, _SEGMENT, _SEND, _WHY, _CONNECT)
_BY_ROLE = {
    "operator": _OPERATOR,
    "admin": _OPERATOR,
    "manager": (_APPROVE, _WHY, _TAG),
    "compliance": (_VERIFY, _REVEAL, _WITHDRAW, _WHY),
}


def steps_of(viewer: Viewer) -> tuple[Step, ...]:
    """The steps of somebody's first role that has any; those they have no right to are left out."""
    chosen = next((steps for role, steps in _BY_ROLE.items() if role in viewer.roles), ())
    return tuple(step for step in chosen if viewer.may(step.right))


STEP_CODES = frozenset(step.code for steps in _BY_ROLE.values() for step in steps)
