"""What they bought: shops, orders and refunds, what shops and files tell of them, and events from outside.

Words: a *shop* is a place where orders come from; a *fact* is one thing that happened to an order, told by a signed
webhook or a file; an order's *state* never goes back, whatever the order of the news.
"""

from siyu.commerce.contracts import (
    CartAdded,
    CartRemoved,
    Fact,
    FactKind,
    Item,
    Order,
    OrderCancelled,
    OrderDelivered,
    OrderFilter,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderState,
    ProductViewed,
    Refund,
    RefundState,
    SalesChannel,
    Shop,
    Told,
    Verdict,
    order_name,
)
from siyu.commerce.errors import OrderNotFound, ShopKeyTaken, ShopNotFound, ShopSignatureRefused
from siyu.commerce.importing import OrdersKind
from siyu.commerce.panel import OrdersPanel
from siyu.commerce.queries.reading import find_order, list_orders
from siyu.commerce.rules.signatures import sign
from siyu.commerce.service.orders import Origin, tell_orders
from siyu.commerce.service.shops import open_shop

__all__ = [
    "CartAdded",
    "CartRemoved",
    "Fact",
    "FactKind",
    "Item",
    "Order",
    "OrderCancelled",
    "OrderDelivered",
    "OrderFilter",
    "OrderNotFound",
    "OrderPaid",
    "OrderPlaced",
    "OrderRefunded",
    "OrderState",
    "OrdersKind",
    "OrdersPanel",
    "Origin",
    "ProductViewed",
    "Refund",
    "RefundState",
    "SalesChannel",
    "Shop",
    "ShopKeyTaken",
    "ShopNotFound",
    "ShopSignatureRefused",
    "Told",
    "Verdict",
    "find_order",
    "list_orders",
    "open_shop",
    "order_name",
    "sign",
    "tell_orders",
]
