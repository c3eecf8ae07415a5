"""What people of the town write to each other: small talk of a tea shop."""

from simulator.town.people import Person

_SAYS = {
    "customer": (
        "你好，请问新茶什么时候到货？",
        "这款适合送长辈吗？",
        "龙井怎么泡比较好喝？",
        "今天下单明天能到吗？",
        "有没有小份的可以先尝尝？",
        "上次买的很不错，还有活动吗？",
        "包装可以写贺卡吗？",
        "杯子支持退换吗？",
    ),
    "staff": (
        "您好，本周五到货，我帮您留一份。",
        "很合适，这款口感温和，礼盒也大方。",
        "水温 80 度左右，先倒水再投茶就好。",
        "下午四点前下单，明天就能送到。",
        "有五款尝鲜装，可以先试试。",
        "谢谢您喜欢，有活动我第一时间告诉您。",
        "可以的，您把想写的话发给我。",
        "支持七天退换，您放心。",
    ),
}


def phrase(person: Person, by: str) -> str:
    """A question or an answer; the answer fits the question when nothing else happened in between."""
    says = _SAYS[by]
    return says[(person.number + person.said // 2) % len(says)]
