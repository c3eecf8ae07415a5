"""The API's promises: every route says who may ask, nothing changes unnoticed, every error speaks two languages."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from siyu.apps import plugs
from siyu.runtime.errors import SituationError
from siyu.runtime.http import create_app

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
plugs.register()
#: Routes of routers within routers too.
ROUTES = [
    context.original_route
    for router in plugs.routers()
    for context in iter_route_contexts(router.routes)
    if isinstance(context.original_route, APIRoute)
]


def _declared(dependant: Dependant) -> Iterator[str]:
    if dependant.call is not None and hasattr(dependant.call, "declares"):
        yield dependant.call.declares
    for inner in dependant.dependencies:
        yield from _declared(inner)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{'/'.join(route.methods)} {route.path}")
def test_every_route_says_who_may_ask(route: APIRoute) -> None:
    assert list(_declared(route.dependant)), "use needs('right') or public('why')"


def test_the_api_is_the_one_in_the_snapshot() -> None:
    """A change of the API is made on purpose: `siyu openapi > docs/openapi.json`."""
    assert create_app(plugs.routers()).openapi() == json.loads(SNAPSHOT.read_text())


def _situations(kind: type[SituationError] = SituationError) -> Iterator[type[SituationError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _situations(child)


def test_every_situation_speaks_chinese_and_english() -> None:
    mute = [
        kind.__name__
        for kind in _situations()
        if kind.__module__.startswith("siyu.")
        and not (re.search(r"[\u4e00-\u9fff{]", kind.zh) and (kind.__doc__ or "").strip())
    ]
    assert mute == []


def test_no_two_situations_share_a_code() -> None:
    kinds = [kind for kind in _situations() if kind.__module__.startswith("siyu.") and "code" in vars(kind)]
    codes = [kind.code for kind in kinds]
    assert sorted(codes) == sorted(set(codes))
