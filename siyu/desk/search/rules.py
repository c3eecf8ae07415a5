"""How a find is explained, and where it leads. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Matched(StrEnum):
    """What of a thing was like the words typed."""

    NAME = "name"
    PINYIN = "pinyin"
    REMARK = "remark"
    PHONE_TAIL = "phone_tail"
    PHONE = "phone"
    MEMBER_NUMBER = "member_number"
    ORDER_NUMBER = "order_number"
    USERID = "userid"


#: 「按手机尾号匹配」
WORDS = {
    Matched.NAME: ("按名称匹配", "matched by name"),
    Matched.PINYIN: ("按拼音匹配", "matched by pinyin"),
    Matched.REMARK: ("按备注匹配", "matched by remark"),
    Matched.PHONE_TAIL: ("按手机尾号匹配", "matched by the phone's last four digits"),
    Matched.PHONE: ("按手机号匹配", "matched by phone number"),
    Matched.MEMBER_NUMBER: ("按会员号匹配", "matched by member number"),
    Matched.ORDER_NUMBER: ("按订单号匹配", "matched by order number"),
    Matched.USERID: ("按账号匹配", "matched by user id"),
}


@dataclass(frozen=True, slots=True)
class Find:
    """One thing found; `detail` is a second line (a masked phone, a state), possibly empty."""

    kind: str
    id: int
    title: str
    detail: str
    matched: Matched

    @property
    def link(self) -> str:
        """The console's page of the thing."""
        return _LINKS[self.kind].format(id=self.id)


_LINKS = {
    "customer": "/customers/{id}",
    "order": "/orders?open={id}",
    "segment": "/segments/{id}",
    "campaign": "/campaigns/{id}",
    "live_code": "/live-codes/{id}",
    "tag": "/tags?tag={id}",
    "staff": "/staff?open={id}",
}
