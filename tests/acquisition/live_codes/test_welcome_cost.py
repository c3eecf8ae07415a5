"""A newcomer costs little: few statements, few transactions, counted at the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import event

from siyu.channels.inbox.jobs import turn_urgent
from tests.acquisition.live_codes.test_welcomes import make_code

MOST_STATEMENTS = 23
MOST_TRANSACTIONS = 4
#: To ask for a name is a call to WeCom of its own.
FOR_THE_NAME = (3, 2)


@dataclass
class Cost:
    """What was asked of PostgreSQL."""

    statements: list[str] = field(default_factory=list)
    transactions: int = 0


@contextmanager
def counted(engine) -> Iterator[Cost]:
    cost = Cost()

    def note_statement(connection, cursor, statement, *rest):
        cost.statements.append(statement)

    def note_commit(connection):
        cost.transactions += 1

    event.listen(engine, "before_cursor_execute", note_statement)
    event.listen(engine, "commit", note_commit)
    try:
        yield cost
    finally:
        event.remove(engine, "before_cursor_execute", note_statement)
        event.remove(engine, "commit", note_commit)


async def greet_many(company, code, deliver, count: int) -> Cost:
    meetings = [company.corp.scan(state=code["state_code"]) for _ in range(count)]
    for meeting in meetings:
        await deliver(company.added(meeting))
    with counted(company.house.database.engine.sync_engine) as cost:
        await turn_urgent.turn(company.house)
    greeted = {effect["key"] for effect in company.corp.effects(kind="welcome")}
    assert greeted >= {meeting.external_userid for meeting in meetings}
    return cost


@pytest.mark.parametrize(
    ("text", "more"), [("欢迎，我是{{ staff.name }}", (0, 0)), ("{{ customer.name }}您好", FOR_THE_NAME)]
)
async def test_a_newcomer_costs_few_statements_and_transactions(company, http, deliver, text, more):
    code = await make_code(company, http, welcomes=[{"text": text}])
    await greet_many(company, code, deliver, 1)  # the first one fetches the token and makes the wording
    cost = await greet_many(company, code, deliver, 4)
    # A few turns of the lane look for more; they are not what a newcomer costs.
    looks = sum("WITH due AS" in one for one in cost.statements)
    assert (len(cost.statements) - looks) / 4 + 1 <= MOST_STATEMENTS + more[0]
    assert (cost.transactions - looks) / 4 + 1 <= MOST_TRANSACTIONS + more[1]
