"""What the shop sells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Good:
    """One product; `popularity` weighs how often it is looked at and bought."""

    id: str
    name: str
    category: str
    price_cents: int
    popularity: int


GOODS = (
    Good("tea-green", "明前龙井 50g", "茶叶", 16800, 9),
    Good("tea-white", "白毫银针 30g", "茶叶", 23900, 5),
    Good("tea-puer", "熟普饼 357g", "茶叶", 29900, 4),
    Good("tea-jasmine", "茉莉花茶 100g", "茶叶", 8900, 12),
    Good("pot-zisha", "紫砂壶 200ml", "茶具", 59900, 2),
    Good("pot-glass", "玻璃泡茶壶", "茶具", 9900, 7),
    Good("cup-six", "白瓷品茗杯 6 只", "茶具", 12900, 6),
    Good("gift-autumn", "中秋茶礼盒", "礼盒", 39900, 3),
    Good("snack-plum", "话梅 200g", "茶点", 2900, 14),
    Good("snack-cake", "绿豆糕 8 枚", "茶点", 4500, 11),
    Good("sample-set", "五款尝鲜装", "茶叶", 1990, 20),
)
