"""Whatever the API's description allows or forbids, asked by three roles: no crash, no undeclared answer."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection, unsupported_method

from siyu.apps import plugs
from siyu.runtime.http import create_app
from tests.api.people import Person, enrol
from tests.api.serving import RunningApi

load_all_checks()
plugs.register()
_DESCRIPTION = create_app(plugs.routers()).openapi()

#: A stream goes on for minutes; tests/desk asks it with every right and limit.
_ENDLESS = "/v1/stream"

_GENERATION = {"deterministic": True, "database": "none"}
_CONFIG: dict[str, Any] = {
    "checks": {
        "not_a_server_error": {"expected-statuses": ["2xx", "4xx", "503"]},
        # A well-formed question about something that does not exist, or that this role may not ask, is refused.
        "positive_data_acceptance": {"enabled": False},
    },
}

#: These answer per item: a bad item is refused in the answer's `results`, good ones beside it are taken.
_ANSWER_PER_ITEM = {"/v1/events", "/connectors/shop/{key}"}


def _described(*, examples: int, every_limit: bool) -> Any:
    """The API's description; `every_limit` tries each limit of each value, one by one, beside random examples."""
    chosen = {
        "generation": _GENERATION | {"max-examples": examples},
        "phases": {"coverage": {"enabled": every_limit, "unexpected-methods": ["TRACE", "PUT"]}},
    }
    described = schemathesis.openapi.from_dict(_DESCRIPTION, config=SchemathesisConfig.from_dict(_CONFIG | chosen))
    return described.exclude(path=_ENDLESS)


def _shadowed(paths: Iterable[str]) -> set[str]:
    """Paths that another path's pattern matches too: `/staff/sync` is a `/staff/{staff_id}` to other methods."""
    patterns = {path: re.compile(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path))) for path in paths}
    return {path for path in paths for other in paths if other != path and patterns[other].fullmatch(path)}


_SHADOWED = _shadowed(_DESCRIPTION["paths"])


@pytest.fixture(scope="module")
def people(api: RunningApi) -> dict[str, Person]:
    """An administrator, a salesperson and a program."""
    return {role: enrol(api, role) for role in ("admin", "sales", "developer")}


def _ask(case: schemathesis.Case, api: RunningApi, person: Person) -> None:
    headers = person.headers()
    answer = case.call(base_url=api.url, headers=headers, timeout=20)
    person.heard(answer.status_code)
    unfit = [unsupported_method] if case.path in _SHADOWED else []
    unfit += [negative_data_rejection] if case.path in _ANSWER_PER_ITEM else []
    case.validate_response(answer, headers=headers, excluded_checks=unfit)


@_described(examples=1, every_limit=True).parametrize()
def test_admin(case: schemathesis.Case, api: RunningApi, people: dict[str, Person]) -> None:
    _ask(case, api, people["admin"])


@_described(examples=2, every_limit=False).parametrize()
def test_sales(case: schemathesis.Case, api: RunningApi, people: dict[str, Person]) -> None:
    _ask(case, api, people["sales"])


@_described(examples=2, every_limit=False).parametrize()
def test_developer(case: schemathesis.Case, api: RunningApi, people: dict[str, Person]) -> None:
    _ask(case, api, people["developer"])


@pytest.mark.soak
@_described(examples=30, every_limit=True).parametrize()
def test_admin_for_long(case: schemathesis.Case, api: RunningApi, people: dict[str, Person]) -> None:
    _ask(case, api, people["admin"])


@pytest.mark.soak
@_described(examples=30, every_limit=True).parametrize()
def test_sales_for_long(case: schemathesis.Case, api: RunningApi, people: dict[str, Person]) -> None:
    _ask(case, api, people["sales"])


@pytest.mark.soak
@_described(examples=30, every_limit=True).parametrize()
def test_developer_for_long(case: schemathesis.Case, api: RunningApi, people: dict[str, Person]) -> None:
    _ask(case, api, people["developer"])
