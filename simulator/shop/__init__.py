"""A pretend shop: goods, orders, and signed events posted to whoever runs its customers' side."""

from simulator.shop.goods import GOODS, Good
from simulator.shop.sender import Refused, ShopSender

__all__ = ["GOODS", "Good", "Refused", "ShopSender"]
