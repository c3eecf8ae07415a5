"""What can be exported: the right it needs and its columns in both languages. Pure."""

from dataclasses import dataclass
from datetime import timedelta

KEPT_FOR = timedelta(days=7)
#: A workbook's sheet holds 1,048,576 rows.
MOST_SHEET_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of list; `columns` are (Chinese, English) titles."""

    right: str
    zh: str
    en: str
    columns: tuple[tuple[str, str], ...]


KINDS = {
    "customers": ExportKind(
        "customers.read", "客户", "Customers",
        (("编号", "id"), ("姓名", "name"), ("手机", "phone"), ("状态", "state"), ("员工", "staff"), ("标签", "tags"),
         ("来源", "source"), ("最近添加", "last added"), ("建档时间", "created")),
    ),
    "orders": ExportKind(
        "orders.read", "订单", "Orders",
        (("订单号", "number"), ("店铺", "shop"), ("客户编号", "customer"), ("状态", "state"), ("币种", "currency"),
         ("总额", "total"), ("实付", "paid"), ("退款", "refunded"), ("下单时间", "placed"), ("付款时间", "paid at"),
         ("客户姓名", "customer name"), ("员工", "staff"), ("门店", "store")),
    ),
    "campaign_recipients": ExportKind(
        "campaigns.read", "群发名单", "Campaign recipients",
        (("客户编号", "customer"), ("员工编号", "staff"), ("状态", "state"), ("原因", "reason"), ("版本", "variant"),
         ("时间", "changed")),
    ),
    "import_rows": ExportKind(
        "imports.write", "未导入的行", "Rows not imported", (("行号", "row"), ("原因", "reason"), ("原内容", "cells")),
    ),
    "audit": ExportKind(
        "audit.read", "审计记录", "Audit trail",
        (("编号", "id"), ("时间", "at"), ("操作人", "actor"), ("操作", "action"), ("对象", "object"),
         ("对象编号", "object id"),
         ("理由", "reason")),
    ),
}  # fmt: skip


def titles_of(kind: str, language: str) -> list[str]:
    """The title row."""
    return [en if language == "en" else zh for zh, en in KINDS[kind].columns]


def money(cents: int) -> str:
    """Cents as a plain decimal number."""
    sign, whole = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}"
