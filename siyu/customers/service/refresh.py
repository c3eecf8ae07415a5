"""Asking WeCom for the whole truth about customers, many at once, and applying the answers."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from siyu import corps
from siyu.customers.queries import contacts as contact_queries
from siyu.customers.service.contacts import apply_contacts, end_all
from siyu.customers.service.tag_sync import sync_tags
from siyu.runtime.house import House
from siyu.runtime.spine import Source
from siyu.vendors.wecom import Customer, WeComClient, WeComError

log = logging.getLogger(__name__)

#: WeCom's words for: not a customer of anybody we may see.
NOT_A_CUSTOMER = frozenset({84061, 40096})
_AT_ONCE = 8


@dataclass
class _Answers:
    """What WeCom said: whom it knows, whom it does not, and about whom we learnt nothing, and why."""

    asked_at: datetime
    known: dict[str, Customer] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    failed: dict[str, Exception] = field(default_factory=dict)


async def refresh_contact(house: House, corp_id: int, external_userid: str) -> None:
    """Ask WeCom for the whole truth about one customer and apply it."""
    failed = await refresh_contacts(house, corp_id, [external_userid])
    for error in failed.values():
        raise error


async def refresh_contacts(house: House, corp_id: int, externals: Sequence[str]) -> dict[str, Exception]:
    """The same for many; whom it could not be done for, and why. The others are done."""
    client = await house.get(corps.WeComClients).of(corp_id)
    answers = await _ask(client, sorted(set(externals)), house.clock.now())
    tags = [tag for contact in answers.known.values() for info in contact.follow_user for tag in info.tag_ids]
    await learn_tags(house, corp_id, tags)
    try:
        await _apply(house, corp_id, answers, list(answers.known))
    except Exception as error:
        if len(answers.known) < 2:
            answers.failed |= dict.fromkeys(answers.known, error)
        else:
            log.info("%s answers could not be applied at once: %s", len(answers.known), type(error).__name__)
            await _apply_singly(house, corp_id, answers)
    for external in answers.unknown:
        async with house.unit() as uow:
            await end_all(uow, corp_id, external, as_of=answers.asked_at)
    return answers.failed


async def _ask(client: WeComClient, externals: Sequence[str], asked_at: datetime) -> _Answers:
    answers = _Answers(asked_at)
    room = asyncio.Semaphore(_AT_ONCE)

    async def ask(external: str) -> None:
        try:
            async with room:
                answers.known[external] = await client.contacts.get_customer(external)
        except WeComError as error:
            if error.code in NOT_A_CUSTOMER:
                answers.unknown.append(external)
            else:
                answers.failed[external] = error
        except Exception as error:  # told to the caller; the others' answers are not lost with it
            answers.failed[external] = error

    await asyncio.gather(*map(ask, externals))
    return answers


async def _apply(house: House, corp_id: int, answers: _Answers, externals: Sequence[str]) -> None:
    if not externals:
        return
    contacts = [answers.known[external] for external in sorted(externals)]
    async with house.unit() as uow:
        await apply_contacts(
            uow, corp_id, contacts, source=str(Source.WECOM_SYNC), as_of=answers.asked_at, vault=house.vault
        )


async def _apply_singly(house: House, corp_id: int, answers: _Answers) -> None:
    for external in list(answers.known):
        try:
            await _apply(house, corp_id, answers, [external])
        except Exception as error:  # one customer's trouble is not the others'
            answers.failed[external] = error


async def learn_tags(house: House, corp_id: int, wecom_ids: Sequence[str]) -> None:
    """Pull the corp's tags when one of these is not known yet."""
    wanted = set(wecom_ids)
    if not wanted:
        return
    async with house.unit() as uow:
        known = await contact_queries.find_tags_by_wecom(uow, sorted(wanted))
    if wanted - known.keys():
        await sync_tags(house, corp_id)
