"""Which state may follow which."""

from siyu.channels.sending.contracts.requests import State

_MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.DISPATCHING, State.HELD, State.SKIPPED, State.SUBMITTED}),
    State.HELD: frozenset({State.PLANNED, State.DISPATCHING, State.SKIPPED, State.SUBMITTED}),
    State.DISPATCHING: frozenset(
        {State.PLANNED, State.SUBMITTED, State.DELIVERED, State.FAILED, State.UNKNOWN, State.SKIPPED}
    ),
    State.SUBMITTED: frozenset({State.DELIVERED, State.FAILED}),
    State.UNKNOWN: frozenset({State.DISPATCHING, State.SUBMITTED, State.DELIVERED, State.FAILED, State.PLANNED}),
    State.DELIVERED: frozenset(),
    State.FAILED: frozenset(),
    State.SKIPPED: frozenset(),
}

#: What counts against caps and quotas: everything that went, goes or may have gone to the customer.
COUNTED = (State.PLANNED, State.HELD, State.DISPATCHING, State.SUBMITTED, State.DELIVERED, State.UNKNOWN)
#: Not decided yet.
WAITING = (State.PLANNED, State.HELD, State.DISPATCHING, State.SUBMITTED)


def may_become(before: State, after: State) -> bool:
    """Whether a message may go from one state to another."""
    return after in _MOVES[before]


def states_before(after: State) -> list[State]:
    """The states from which a message may get into `after`; the condition of every compare-and-set."""
    return [state for state, follows in _MOVES.items() if after in follows]
