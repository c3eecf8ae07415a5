"""The words in which rules are offered and said: events people ask for, their properties, values and operators."""

from collections.abc import Mapping

from siyu import warehouse
from siyu.segments.rules.fields import COMPARES

#: Events that an operator may build a condition on; others stay possible over the API.
OFFERED_EVENTS = (
    "follow_started", "follow_ended", "code_scanned", "tag_added", "tag_removed",
    "order_placed", "order_paid", "order_cancelled", "order_delivered", "refund_requested", "order_refunded",
    "page_viewed", "product_viewed", "cart_added", "cart_removed", "coupon_issued", "coupon_redeemed",
    "message_delivered", "message_skipped", "message_failed", "message_opened", "message_clicked", "message_replied",
    "chat_message_received", "member_joined", "points_earned", "form_submitted", "store_visited",
)  # fmt: skip

#: property → (zh, en); a property without words is not offered.
PROPERTIES: Mapping[str, tuple[str, str]] = {
    "order": ("订单号", "order number"),
    "product": ("商品", "product"),
    "page": ("页面", "page"),
    "campaign": ("活动", "campaign"),
    "live_code": ("渠道活码", "live code"),
    "acq_channel": ("来源渠道", "channel"),
    "sales_channel": ("销售渠道", "sales channel"),
    "tag": ("标签", "tag"),
    "store": ("门店", "store"),
    "coupon": ("券", "coupon"),
    "total_cents": ("金额", "total"),
    "paid_cents": ("实付金额", "paid amount"),
    "refund_cents": ("退款金额", "refund"),
    "discount_cents": ("优惠金额", "discount"),
    "price_cents": ("单价", "price"),
    "value_cents": ("面值", "value"),
    "cost_cents": ("费用", "cost"),
    "items_n": ("件数", "items"),
    "qty_n": ("数量", "quantity"),
    "points": ("积分", "points"),
    "view_seconds": ("浏览秒数", "seconds viewed"),
    "dwell_seconds": ("停留秒数", "seconds stayed"),
    "lived_seconds": ("维持秒数", "seconds it lasted"),
    "is_full": ("全额退款", "full refund"),
    "by": ("由谁", "by whom"),
    "purpose": ("用途", "purpose"),
    "origin": ("发起方", "origin"),
    "topic": ("主题", "topic"),
}

_VALUES: Mapping[str, tuple[str, str]] = {
    "marketing": ("营销", "marketing"),
    "service": ("服务", "service"),
    "campaign": ("群发", "campaign"),
    "group": ("社群", "community"),
    "journey": ("旅程", "journey"),
    "manual": ("手动", "by hand"),
    "welcome": ("欢迎语", "welcome"),
    "rule": ("规则", "rule"),
    "staff": ("员工", "staff"),
    "customer": ("客户", "customer"),
    "import": ("导入", "import"),
    "callback": ("企业微信", "WeCom"),
    "form": ("表单", "form"),
    "expiry": ("到期", "expiry"),
    "transfer": ("转接", "transfer"),
    "staff_left": ("员工离职", "staff left"),
    "unknown": ("未知", "unknown"),
}

#: operator → (zh, en) of a choice list.
OPERATORS: Mapping[str, tuple[str, str]] = {
    "in": ("是", "is"),
    "not_in": ("不是", "is not"),
    "known": ("已知", "is known"),
    "unknown": ("未知", "is not known"),
    "within_days": ("在最近 N 天内", "within the last N days"),
    "before_days": ("在 N 天前或更早", "N days ago or earlier"),
    "at_least": ("至少", "at least"),
    "at_most": ("至多", "at most"),
    "more_than": ("大于", "more than"),
    "less_than": ("小于", "less than"),
    "equals": ("等于", "exactly"),
    "between": ("介于", "between"),
}

CLASSES: Mapping[str, tuple[str, str]] = {
    "new": ("新客", "new"),
    "active": ("活跃客", "active"),
    "high_value": ("高价值客", "high value"),
    "silent": ("沉默客", "silent"),
    "lost": ("流失客", "lost"),
}

RFM_LABELS: Mapping[str, tuple[str, str]] = {
    "champion": ("重要价值", "champions"),
    "loyal": ("忠诚", "loyal"),
    "big_spender": ("大额", "big spenders"),
    "potential": ("潜力", "potential"),
    "new_buyer": ("新买家", "new buyers"),
    "cannot_lose": ("不能流失", "cannot lose"),
    "at_risk": ("有流失风险", "at risk"),
    "lost": ("已流失", "lost"),
    "ordinary": ("一般", "ordinary"),
}

GENDERS: Mapping[str, tuple[str, str]] = {"male": ("男", "male"), "female": ("女", "female")}

_KIND = warehouse.catalogue.Kind
_NUMERIC = frozenset({_KIND.CENTS, _KIND.SECONDS, _KIND.METERS, _KIND.COUNT, _KIND.INTEGER, _KIND.SCORE, _KIND.ID})


def title_of_property(name: str) -> tuple[str, str]:
    """What a property is called; its own name when it has no words."""
    return PROPERTIES.get(name, (name, name))


def title_of_value(value: str) -> tuple[str, str]:
    """What a closed value is called; itself when it has no words."""
    return _VALUES.get(value, (value, value))


def is_offered(prop: warehouse.catalogue.Property) -> bool:
    """Whether a property can be a condition and everything about it can be said in words."""
    if prop.is_list or prop.privacy is not warehouse.catalogue.Privacy.NONE or prop.name not in PROPERTIES:
        return False
    return all(value in _VALUES for value in prop.values)


def operators_of(kind: warehouse.catalogue.Kind) -> tuple[str, ...]:
    """How a property of this kind may be compared, in the order of `OPERATORS`."""
    if kind is _KIND.FLAG:
        return ("in",)
    allowed = {"in", "not_in"} | (COMPARES if kind in _NUMERIC else frozenset())
    return tuple(op for op in OPERATORS if op in allowed)
