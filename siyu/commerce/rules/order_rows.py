"""What a file of orders may hold, and what the values of a row must have together."""

from collections.abc import Mapping
from typing import Any

from siyu.commerce.contracts import SalesChannel
from siyu.intake import Cell, Column, Reason

_BUYERS = ("unionid", "phone", "member_no", "external_userid", "buyer")
_CHANNELS = {str(channel) for channel in SalesChannel}

COLUMNS = (
    Column("order_no", "订单号", "order number", is_required=True, max_length=64,
           aliases=("订单编号", "订单id", "单号", "orderid", "order id", "order")),
    Column("buyer", "买家编号", "buyer id", max_length=100,
           aliases=("买家id", "买家", "客户编号", "客户id", "会员id", "customerid", "customer", "userid", "buyer")),
    Column("phone", "手机号", "phone", Cell.PHONE, aliases=("手机", "电话", "联系电话", "mobile", "收货人手机")),
    Column("member_no", "会员号", "member number", max_length=100, aliases=("会员编号", "卡号", "会员卡号")),
    Column("unionid", "unionid", "union id", max_length=100),
    Column("external_userid", "外部联系人编号", "external user id", max_length=100),
    Column("paid_at", "付款时间", "paid at", Cell.INSTANT, aliases=("支付时间", "付款日期", "日期", "date", "paydate")),
    Column("paid_cents", "实付金额", "amount paid", Cell.CENTS,
           aliases=("实付", "支付金额", "金额", "amount", "paid", "dollarvalue", "付款金额")),
    Column("placed_at", "下单时间", "placed at", Cell.INSTANT, aliases=("创建时间", "订单时间", "orderdate")),
    Column("total_cents", "订单金额", "order amount", Cell.CENTS, aliases=("总金额", "应付金额", "total")),
    Column("discount_cents", "优惠金额", "discount", Cell.CENTS, aliases=("优惠", "折扣")),
    Column("shipping_cents", "运费", "shipping", Cell.CENTS, aliases=("邮费",)),
    Column("refunded_cents", "退款金额", "amount refunded", Cell.CENTS, aliases=("已退金额", "refund")),
    Column("refunded_at", "退款时间", "refunded at", Cell.INSTANT),
    Column("product", "商品编码", "product code", max_length=100, aliases=("商品", "sku", "商品编号", "货号")),
    Column("product_name", "商品名称", "product name", aliases=("品名",)),
    Column("qty_n", "数量", "quantity", Cell.COUNT, aliases=("件数", "numberofcds", "qty")),
    Column("shop", "店铺", "shop", max_length=100, aliases=("店铺名称", "店铺标识")),
    Column("sales_channel", "销售渠道", "sales channel", max_length=40, aliases=("渠道",)),
    Column("store", "门店", "store", max_length=64,
           aliases=("门店名称", "门店编号", "门店编码", "storename", "storecode")),
    Column("staff", "导购账号", "staff userid", max_length=64,
           aliases=("员工账号", "导购", "员工", "销售员", "staffid", "seller", "salesperson")),
    Column("currency", "币种", "currency", max_length=3),
)  # fmt: skip

_CHECKS = (
    (
        lambda values: not any(key in values for key in _BUYERS),
        Reason(
            "no_buyer",
            "至少需要买家编号、手机号、会员号、unionid 或外部联系人编号之一。",
            "One of buyer id, phone, member number, union id or external user id is needed.",
        ),
    ),
    (
        lambda values: "paid_at" not in values and "placed_at" not in values,
        Reason("no_time", "付款时间和下单时间至少填一个。", "Either the time of payment or of ordering is needed."),
    ),
    (
        lambda values: "paid_at" in values and "paid_cents" not in values,
        Reason("missing", "已付款的订单需要实付金额。", "A paid order needs the amount paid.", "paid_cents"),
    ),
    (
        lambda values: bool(values.get("refunded_cents")) and "paid_at" not in values,
        Reason("refund_unpaid", "未付款的订单不能有退款。", "An order that is not paid cannot be refunded.",
               "refunded_cents"),
    ),
    (
        lambda values: values.get("refunded_cents", 0) > values.get("paid_cents", 0),
        Reason("refund_exceeds", "退款金额超过实付金额。", "More is refunded than was paid.", "refunded_cents"),
    ),
    (
        lambda values: values.get("sales_channel", "other") not in _CHANNELS,
        Reason(
            "sales_channel",
            f"销售渠道必须是以下之一：{', '.join(sorted(_CHANNELS))}。",
            f"The sales channel must be one of {', '.join(sorted(_CHANNELS))}.",
            "sales_channel",
        ),
    ),
    (
        lambda values: not (len(values.get("currency", "CNY")) == 3 and values.get("currency", "CNY").isalpha()),
        Reason("currency", "币种应为三位字母代码，如 CNY。", "The currency is a code of three letters, as CNY.",
               "currency"),
    ),
)  # fmt: skip


def find_reason(values: Mapping[str, Any]) -> Reason | None:
    """What is wrong with a row, or None."""
    return next((reason for is_wrong, reason in _CHECKS if is_wrong(values)), None)
