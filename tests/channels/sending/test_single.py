"""One message: opened once through all gates, settled by compare-and-set."""

from dataclasses import replace
from typing import Any

import pytest

from siyu.channels.sending.contracts import (
    Message,
    Origin,
    Outcome,
    Purpose,
    SendRequest,
    Skipped,
    State,
    Ticket,
)
from siyu.channels.sending.errors import SendNotOpen
from siyu.channels.sending.service import rulebook, single
from siyu.runtime.viewer import system_viewer
from tests.channels.sending.conftest import Company


@pytest.fixture
async def welcome(company: Company) -> SendRequest:
    staff = company.add_staff(1)
    ids = await company.befriend(1, staff)
    return SendRequest(
        origin=Origin.WELCOME,
        origin_id=1,
        customer_id=ids[0],
        message=Message(text="{{ customer.name }}您好，我是{{ staff.name }}"),
        corp_id=1,
        staff_id=1,
        purpose=Purpose.SERVICE,
        values={"customer": {"name": "王敏"}},
    )


async def open_one(company: Company, request: SendRequest) -> Any:
    async with company.house.unit() as uow:
        return await single.open_send(uow, request)


async def test_a_welcome_is_opened_with_its_text_and_settled(company: Company, welcome: SendRequest) -> None:
    ticket = await open_one(company, welcome)
    assert isinstance(ticket, Ticket)
    assert (ticket.text, ticket.is_new, ticket.state) == ("王敏您好，我是员工1", True, State.DISPATCHING)
    async with company.house.unit() as uow:
        assert await single.settle(uow, ticket, Outcome(State.DELIVERED)) is True
        assert await single.settle(uow, ticket, Outcome(State.DELIVERED)) is False
        with pytest.raises(SendNotOpen):
            await single.settle(uow, ticket, Outcome(State.FAILED, "bounced"))
    assert await company.events("message_delivered") == 1


async def test_opening_twice_gives_no_second_right_to_send(company: Company, welcome: SendRequest) -> None:
    first = await open_one(company, welcome)
    again = await open_one(company, welcome)
    assert (again.send_id, again.is_new) == (first.send_id, False)
    assert await company.events("message_planned") == 1


async def test_a_missing_name_skips_with_a_reason(company: Company, welcome: SendRequest) -> None:
    refused = await open_one(company, replace(welcome, values={}))
    assert refused == Skipped(single.Gate.RENDER, "missing_variable")
    assert await company.events("message_skipped") == 1


async def test_a_staff_member_who_left_speaks_to_nobody(company: Company, welcome: SendRequest) -> None:
    company.speakers.clear()
    assert await open_one(company, welcome) == Skipped(single.Gate.REACHABLE, "staff_unable")


async def test_nothing_is_opened_while_a_fence_is_down(company: Company, welcome: SendRequest) -> None:
    viewer = system_viewer()
    async with company.house.unit() as uow:
        await rulebook.lower_fence(uow, viewer, name="restore", reason="restored from a backup")
    assert await open_one(company, welcome) == Skipped(single.Gate.WANTED, "fence_restore")
    async with company.house.unit() as uow:
        await rulebook.lift_fence(uow, viewer, name="restore", reason="checked")
    assert isinstance(await open_one(company, welcome), Ticket)
