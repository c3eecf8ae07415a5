"""An order's standing against a simple model, for any order of the news."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from siyu.commerce import Fact, FactKind, OrderState, RefundState, Told, Verdict
from siyu.commerce.rules.orders import Standing, tell

START = datetime(2026, 9, 1, tzinfo=UTC)
RANK = [OrderState.PLACED, OrderState.CANCELLED, OrderState.PAID, OrderState.DELIVERED]


def fact(kind: FactKind, minute: int = 0, *, cents: int = 1000, refund: str = "r") -> Fact:
    return Fact(kind, "1", START + timedelta(minutes=minute), paid_cents=cents, refund=refund, refund_cents=cents)


def facts_of_a_life() -> st.SearchStrategy[list[Fact]]:
    """Facts in the order in which the shop's world made them: money is paid once, refunds fit into it."""
    return st.builds(
        lambda parts, delivered: [
            fact(FactKind.PLACED),
            fact(FactKind.PAID, 1, cents=1000),
            *([fact(FactKind.DELIVERED, 2)] if delivered else []),
            *(fact(FactKind.REFUNDED, 3 + n, cents=part, refund=f"r{n}") for n, part in enumerate(parts)),
        ],
        st.lists(st.integers(1, 250), max_size=4),
        st.booleans(),
    )


def tell_all(facts: list[Fact]) -> tuple[Standing, list[Told | None]]:
    standing, told = Standing(), []
    for item in facts:
        after = tell(standing, item)
        told.append(after if isinstance(after, Told) else None)
        standing = standing if isinstance(after, Told) else after
    return standing, told


@given(st.data())
def test_any_order_of_the_news_gives_the_same_order_once(data: st.DataObject) -> None:
    life = data.draw(facts_of_a_life())
    expected, told = tell_all(life)
    assert told == [None] * len(life)
    news = data.draw(st.permutations(life + data.draw(st.lists(st.sampled_from(life), max_size=6))))
    standing, told = tell_all(news)
    assert standing == expected
    assert sum(answer is None for answer in told) == len(life)
    assert all(answer is None or answer.verdict is Verdict.DUPLICATE for answer in told)


@given(
    st.lists(
        st.builds(
            fact,
            st.sampled_from(FactKind),
            st.integers(0, 9),
            cents=st.integers(0, 9),
            refund=st.sampled_from(["a", "b", "c"]),
        ),
        max_size=12,
    )
)
def test_whatever_is_told_the_state_never_goes_back_and_money_stays_sound(news: list[Fact]) -> None:
    standing = Standing()
    for item in news:
        after = tell(standing, item)
        if isinstance(after, Told):
            assert after.verdict is Verdict.DUPLICATE or (after.zh and after.en and after.code)
            continue
        assert RANK.index(after.state) >= RANK.index(standing.state)
        if item.kind is FactKind.REFUNDED and after.paid_at:
            assert after.refunded_cents <= after.paid_cents
        standing = after


def test_a_payment_after_the_cancellation_still_counts() -> None:
    standing, told = tell_all([fact(FactKind.PLACED), fact(FactKind.CANCELLED, 5), fact(FactKind.PAID, 3)])
    assert told == [None, None, None]
    assert standing.state is OrderState.PAID


def test_refunds_are_none_part_or_full() -> None:
    paid = fact(FactKind.PAID, cents=100)
    parts = [fact(FactKind.REFUNDED, 1, cents=40, refund="a"), fact(FactKind.REFUNDED, 2, cents=60, refund="b")]
    states = [tell_all([paid, *parts[:n]])[0].refund_state for n in range(3)]
    assert states == [RefundState.NONE, RefundState.PART, RefundState.FULL]
