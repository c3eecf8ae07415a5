"""What people do next, decided by chance and character alone; pure, so that a seed tells the whole story.

Delays are seconds of the town's time. An act is `(delay, verb, detail)`.
"""

import random
from dataclasses import dataclass
from typing import Literal

from simulator.shop.goods import GOODS, Good
from simulator.town.people import Person

Verb = Literal[
    "scan", "ask", "answer", "browse", "cart", "place", "pay", "deliver", "refund", "complain", "leave", "return"
]

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person does after a while; `order` names the order it is about."""

    after: float
    verb: Verb
    good: Good | None = None
    order: str = ""


def arrival(chance: random.Random, days: float) -> Act:
    """When somebody comes to the town: any time of its days, more in the evening."""
    day = chance.uniform(0, days)
    hour = min(max(chance.gauss(19.5, 3.5), 7.0), 23.5)
    return Act(int(day) * DAY + hour * HOUR if days >= 1 else day * DAY, "scan")


def next_acts(chance: random.Random, person: Person, done: Act) -> list[Act]:
    """What follows from what was just done."""
    follow = _FOLLOWS.get(done.verb)
    return follow(chance, person, done) if follow else []


def _after_scan(chance: random.Random, person: Person, _: Act) -> list[Act]:
    acts = [_visit(chance, person)]
    if chance.random() < person.chattiness:
        acts.append(Act(chance.uniform(20, 10 * MINUTE), "ask"))
    if chance.random() > person.patience:
        acts.append(Act(chance.expovariate(1 / (20 * DAY)), "leave"))
    return acts


def _after_ask(chance: random.Random, person: Person, _: Act) -> list[Act]:
    acts = [Act(chance.lognormvariate(5, 1.2), "answer")]
    if chance.random() < 0.03 * (1 - person.patience):
        acts.append(Act(HOUR, "complain"))
    return acts


def _after_answer(chance: random.Random, person: Person, _: Act) -> list[Act]:
    if chance.random() < person.chattiness * 0.4:
        return [Act(chance.uniform(MINUTE, DAY), "ask")]
    return []


def _after_browse(chance: random.Random, person: Person, done: Act) -> list[Act]:
    if chance.random() < person.interest * 0.7:
        return [Act(chance.uniform(20, 10 * MINUTE), "cart", done.good)]
    return _come_back(chance, person)


def _after_cart(chance: random.Random, person: Person, done: Act) -> list[Act]:
    if chance.random() < 0.6:
        order = f"T{person.number:06d}-{person.orders + 1}"
        return [Act(chance.uniform(10, 5 * MINUTE), "place", done.good, order)]
    return _come_back(chance, person)


def _after_place(chance: random.Random, person: Person, done: Act) -> list[Act]:
    if chance.random() < 0.9:
        return [Act(chance.uniform(10, 3 * MINUTE), "pay", done.good, done.order)]
    return _come_back(chance, person)


def _after_pay(chance: random.Random, person: Person, done: Act) -> list[Act]:
    acts = [Act(chance.uniform(1, 4) * DAY, "deliver", done.good, done.order), *_come_back(chance, person)]
    if chance.random() < 0.06:
        acts.append(Act(chance.uniform(1, 10) * DAY, "refund", done.good, done.order))
    return acts


def _after_leave(chance: random.Random, person: Person, _: Act) -> list[Act]:
    if chance.random() < 0.1 * person.interest:
        return [Act(chance.uniform(1, 15) * DAY, "return")]
    return []


def _come_back(chance: random.Random, person: Person) -> list[Act]:
    """Another visit some days later, or silence."""
    if chance.random() < 0.35 + person.interest * 0.5:
        return [_visit(chance, person, wait=chance.expovariate(1 / (6 * DAY)))]
    return []


def _visit(chance: random.Random, person: Person, wait: float = 0.0) -> Act:
    good = chance.choices(GOODS, weights=[item.popularity for item in GOODS])[0]
    return Act(wait + chance.uniform(30, HOUR), "browse", good)


_FOLLOWS = {
    "scan": _after_scan,
    "return": _after_scan,
    "ask": _after_ask,
    "answer": _after_answer,
    "browse": _after_browse,
    "cart": _after_cart,
    "place": _after_place,
    "pay": _after_pay,
    "leave": _after_leave,
}
