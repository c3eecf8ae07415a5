"""Events from outside over HTTP, and the brand's own kinds of events."""

from http import HTTPStatus
from typing import Annotated, Self

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import Field, model_validator

from siyu import warehouse
from siyu.commerce.contracts import Told
from siyu.commerce.queries.definitions import list_definitions
from siyu.commerce.routes.connectors import read_body
from siyu.commerce.schemas import ResultsOut
from siyu.commerce.service.definitions import define_event
from siyu.commerce.service.ingestion import MOST_EVENTS, take_events
from siyu.runtime.http import Paged, PageOut, Shape, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(tags=["events"])

_RIGHT = "events.write"
_LIMIT = 4 << 20
_EVENT = {
    "type": "object",
    "required": ["id", "name", "occurred_at"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "minLength": 1, "maxLength": 64, "description": "unique for ever, e.g. a UUID"},
        "name": {"type": "string", "maxLength": 40, "description": "an event of the catalogue, or a registered x_ one"},
        "occurred_at": {"type": "string", "format": "date-time"},
        "customer_id": {"type": "integer", "minimum": 1},
        "customer": {
            "type": "object",
            "required": ["kind", "value"],
            "properties": {"kind": {"type": "string"}, "value": {"type": "string"}},
        },
        "anonymous_id": {"type": "string", "maxLength": 64},
        "properties": {"type": "object"},
    },
}
_BATCH = {
    "type": "object",
    "required": ["events"],
    "additionalProperties": False,
    "properties": {"events": {"type": "array", "minItems": 1, "maxItems": MOST_EVENTS, "items": _EVENT}},
}
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": _BATCH}}}}

Words = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]


@router.post("/v1/events", summary="Report events in batches", response_model=ResultsOut, openapi_extra=_BODY)
async def take(request: Request, house: TheHouse, _: Viewer = needs(_RIGHT)) -> Response:
    """One result per event: accepted, duplicate (this id is known) or rejected with a reason.

    200 only after the accepted events are durable; the same batch can be sent again at any time.
    """
    results = await take_events(house, await read_body(request, _LIMIT))
    return Response(orjson.dumps({"results": [_result(*result) for result in results]}), media_type="application/json")


def _result(event_id: str, told: Told) -> dict[str, object]:
    reason = {"code": told.code, "zh": told.zh, "en": told.en} if told.code else None
    return {"id": event_id, "outcome": told.verdict, "reason": reason}


class PropertyShape(Shape):
    """A typed property. Without `kind` the type follows from the name, as `…_cents`, `…_n`, `…_at`, `is_…`."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    kind: warehouse.catalogue.Kind | None = None
    is_optional: bool = True
    is_list: bool = False
    privacy: warehouse.catalogue.Privacy = warehouse.catalogue.Privacy.NONE
    values: Annotated[list[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]], Field(max_length=100)] = Field(
        default_factory=list
    )

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.kind is warehouse.catalogue.Kind.RECORD:
            raise ValueError("records are not available for your own events")
        if self.privacy is warehouse.catalogue.Privacy.SENSITIVE:
            raise ValueError("sensitive properties cannot be carried by your own events")
        if (self.kind is warehouse.catalogue.Kind.ENUM) != bool(self.values):
            raise ValueError("values belong to the kind enum, and an enum needs values")
        return self

    def property(self) -> warehouse.catalogue.Property:
        """As the catalogue writes it."""
        guessed = warehouse.catalogue.kind_of(self.name)
        plain = warehouse.catalogue.Kind.TEXT if guessed is warehouse.catalogue.Kind.ID else guessed
        kind = self.kind or plain
        return warehouse.catalogue.Property(
            self.name, kind, self.is_optional, self.is_list, self.privacy, tuple(self.values)
        )


class DefinitionShape(Shape):
    """A kind of event of the brand's own."""

    name: Annotated[str, Field(pattern=r"^x_[a-z][a-z0-9_]{0,37}$")]
    zh: Words
    en: Words
    properties: Annotated[list[PropertyShape], Field(max_length=50)] = Field(default_factory=list)

    @classmethod
    def of(cls, entry: warehouse.catalogue.Entry) -> Self:
        """The answer for a definition."""
        shown = [
            PropertyShape(
                name=prop.name,
                kind=prop.kind,
                is_optional=prop.is_optional,
                is_list=prop.is_list,
                privacy=prop.privacy,
                values=list(prop.values),
            )
            for prop in entry.properties
        ]
        return cls(name=entry.name, zh=entry.zh, en=entry.en, properties=shown)


@router.post("/v1/event-definitions", status_code=HTTPStatus.CREATED, summary="Register an event of your own (x_…)")
async def define(house: TheHouse, body: DefinitionShape, viewer: Viewer = needs(_RIGHT)) -> DefinitionShape:
    properties = tuple(prop.property() for prop in body.properties)
    entry = await define_event(house, viewer, name=body.name, zh=body.zh, en=body.en, properties=properties)
    return DefinitionShape.of(entry)


@router.get("/v1/event-definitions", summary="Your own events, by name")
async def list_own(house: TheHouse, paging: Paged, _: Viewer = needs(_RIGHT)) -> PageOut[DefinitionShape]:
    async with house.unit() as uow:
        page = await list_definitions(uow, paging)
    return PageOut.of(page.map(DefinitionShape.of))
