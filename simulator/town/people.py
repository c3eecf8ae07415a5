"""Who lives in the town."""

import random
from dataclasses import dataclass

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷"
)
_GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉兰建国文辉婷雪琳晨宇浩欣怡梓涵子轩思远佳慧雨桐若曦一诺"


@dataclass(slots=True)
class Person:
    """A customer of the town. Shares are 0…1; `met` is the staff member who was added;
    `told` counts what the shop said of them, `said` what was said between them and staff."""

    number: int
    external_userid: str
    unionid: str
    name: str
    gender: int
    interest: float
    chattiness: float
    patience: float
    channel: str
    met: str = ""
    orders: int = 0
    told: int = 0
    said: int = 0

    @property
    def buyer(self) -> dict[str, str]:
        """How the shop knows this person."""
        return {"id": f"b-{self.number}", "unionid": self.unionid}


def settle(seed: int, number: int, channels: list[str]) -> Person:
    """The person with this number; always the same for a seed and its channels."""
    chance = random.Random(f"{seed}:person:{number}")
    name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
    return Person(
        number=number,
        external_userid=f"wmtown{seed:04d}{number:08d}",
        unionid=f"otown{seed:04d}{number:08d}",
        name=name,
        gender=chance.choice((1, 2)),
        interest=chance.betavariate(2, 3),
        chattiness=chance.betavariate(2, 2),
        patience=chance.betavariate(3, 2),
        channel=chance.choice(channels),
    )
