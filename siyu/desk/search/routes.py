"""`/v1/search`: the search box."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from siyu import staff
from siyu.desk.search.rules import WORDS, Find, Matched
from siyu.desk.search.service import search
from siyu.runtime.http import Shape, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/search", tags=["desk"])


class SearchIn(Shape):
    """What was typed."""

    words: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class FindOut(Shape):
    """One thing found, the page it leads to, and what of it matched."""

    kind: str
    id: int
    title: str
    detail: str
    link: str
    matched: Matched
    matched_zh: str
    matched_en: str

    @classmethod
    def of(cls, one: Find) -> "FindOut":
        """The answer for a find."""
        zh, en = WORDS[one.matched]
        return cls(
            kind=one.kind,
            id=one.id,
            title=one.title,
            detail=one.detail,
            link=one.link,
            matched=one.matched,
            matched_zh=zh,
            matched_en=en,
        )


@router.post("", summary="Find people and things by a few letters or digits")
async def find(body: SearchIn, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> list[FindOut]:
    """At most eight of each kind, people first, only what the asker may read.

    The words stand in the body: names and phone numbers do not belong into addresses, and so into nobody's logs.
    """
    async with house.unit() as uow:
        found = await search(uow, viewer, body.words, vault=house.vault)
    return [FindOut.of(one) for one in found]
