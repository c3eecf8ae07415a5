"""Consent, stops and reveals over HTTP, all below `/v1/customers/{customer_id}`."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from siyu.privacy.contracts import ANY
from siyu.privacy.schemas import (
    ConsentEntryOut,
    ConsentIn,
    ConsentOut,
    ConsentsOut,
    RevealIn,
    RevealOut,
    SuppressionIn,
    SuppressionKey,
    SuppressionOut,
)
from siyu.privacy.service import consents, reveals
from siyu.runtime.database import UnitOfWork
from siyu.runtime.http import Paged, PageOut, TheHouse, needs
from siyu.runtime.spine import Source
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/customers/{customer_id}", tags=["privacy"])
CustomerId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/consents", summary="What a customer has agreed to")
async def list_consents(
    customer_id: CustomerId, house: TheHouse, viewer: Viewer = needs("customers.read")
) -> ConsentsOut:
    """The latest word on each purpose, and the stops on their channels."""
    async with house.unit() as uow:
        await consents.check_visible(uow, viewer, customer_id)
        return await _standing(uow, customer_id)


@router.post("/consents", summary="Note what a customer agreed to or took back")
async def note_consent(
    customer_id: CustomerId, body: ConsentIn, house: TheHouse, viewer: Viewer = needs("customers.write")
) -> ConsentsOut:
    """A withdrawal counts from this moment on. Saying the same twice is one entry."""
    word = consents.ConsentWord(
        customer_id=customer_id,
        purpose=body.purpose,
        topic=body.topic or ANY,
        channel=body.channel or ANY,
        notice_version=body.notice_version,
        proof_hash=body.proof_hash,
        basis=body.basis,
        occurred_at=body.occurred_at,
        source=Source.OPEN_API if viewer.api_key_id else Source.CONSOLE,
        user_id=viewer.user_id,
        staff_id=viewer.staff_id,
    )
    async with house.unit() as uow:
        await consents.check_visible(uow, viewer, customer_id)
        await (consents.grant_consent if body.is_granted else consents.withdraw_consent)(uow, word)
        return await _standing(uow, customer_id)


@router.get("/consents/history", summary="The consent ledger of a customer")
async def list_history(
    customer_id: CustomerId, house: TheHouse, paging: Paged, viewer: Viewer = needs("customers.read")
) -> PageOut[ConsentEntryOut]:
    """Every word with its source, newest first."""
    async with house.unit() as uow:
        await consents.check_visible(uow, viewer, customer_id)
        page = await consents.list_history(uow, customer_id, paging)
    return PageOut[ConsentEntryOut].of(page.map(ConsentEntryOut.model_validate))


@router.post("/suppressions", summary="Stop a channel for a customer")
async def suppress(
    customer_id: CustomerId, body: SuppressionIn, house: TheHouse, viewer: Viewer = needs("customers.write")
) -> ConsentsOut:
    """Nothing more goes out there, whatever was consented to."""
    async with house.unit() as uow:
        await consents.check_visible(uow, viewer, customer_id)
        await consents.suppress(
            uow, viewer, customer_id, channel=body.channel or ANY, reason=body.reason, until=body.until
        )
        return await _standing(uow, customer_id)


@router.post("/suppressions/removal", summary="Lift a stop")
async def unsuppress(
    customer_id: CustomerId, body: SuppressionKey, house: TheHouse, viewer: Viewer = needs("customers.write")
) -> ConsentsOut:
    """Lifting one that is not there is nothing."""
    async with house.unit() as uow:
        await consents.check_visible(uow, viewer, customer_id)
        await consents.unsuppress(uow, viewer, customer_id, channel=body.channel or ANY)
        return await _standing(uow, customer_id)


@router.post("/reveal", summary="See a customer's phone number in the clear")
async def reveal(
    customer_id: CustomerId,
    body: RevealIn,
    response: Response,
    house: TheHouse,
    viewer: Viewer = needs(reveals.RIGHT),
) -> RevealOut:
    """Asks for a reason, is written into the audit trail, and is counted against the day's budget (429)."""
    phone = await reveals.reveal_phone(house, viewer, customer_id, reason=body.reason, note=body.note)
    response.headers["cache-control"] = "no-store"
    return RevealOut(phone=phone)


async def _standing(uow: UnitOfWork, customer_id: int) -> ConsentsOut:
    states, stops = await consents.list_consents(uow, customer_id)
    return ConsentsOut(
        consents=[
            ConsentOut(
                purpose=one.purpose,
                topic=one.topic or None,
                channel=one.channel or None,
                is_granted=one.is_granted,
                changed_at=one.changed_at,
                notice_version=one.notice_version,
            )
            for one in states
        ],
        suppressions=[
            SuppressionOut(channel=one.channel or None, reason=one.reason, until=one.until, created_at=one.created_at)
            for one in stops
        ],
    )
