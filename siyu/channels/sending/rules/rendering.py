"""Filling the places of a text. The set of variables is fixed; a place without a value is an error."""

from collections.abc import Mapping
from functools import lru_cache

from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.exceptions import LiquidError, UndefinedError

#: Everything a text may name.
VARIABLES = frozenset({"customer.name", "staff.name", "corp.name"})
#: WeCom sends one text per task: in a mass send only what is the same for all customers of a staff member.
MASS_VARIABLES = frozenset({"staff.name", "corp.name"})

Values = Mapping[str, Mapping[str, str | None]]


class RenderFailed(ValueError):
    """The text cannot be made; `reason` is a closed code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Bounded(Environment):
    loop_iteration_limit = 1000
    output_stream_limit = 20_000
    context_depth_limit = 10


_LIQUID = _Bounded(undefined=StrictUndefined)


@lru_cache(maxsize=512)
def _parse(text: str) -> BoundTemplate:
    return _LIQUID.from_string(text)


def list_variables(text: str) -> frozenset[str]:
    """The variables a text names.

    Raises:
        RenderFailed: `bad_template` when the text is not valid liquid.
    """
    try:
        return frozenset(_parse(text).global_variable_paths())
    except (LiquidError, RecursionError) as error:
        raise RenderFailed("bad_template") from error


def find_template_problem(text: str, *, is_mass: bool) -> str | None:
    """Why a text can be sent to nobody: bad_template, unknown_variable, variable_per_customer; or None."""
    try:
        named = list_variables(text)
    except RenderFailed as failure:
        return failure.reason
    if not named <= VARIABLES:
        return "unknown_variable"
    return "variable_per_customer" if is_mass and not named <= MASS_VARIABLES else None


def render(text: str, values: Values) -> str:
    """The text with its places filled.

    Raises:
        RenderFailed: `missing_variable` (no or an empty value), `bad_template`, `too_complex`.
    """
    given = {name: {key: value for key, value in row.items() if value} for name, row in values.items()}
    try:
        return _parse(text).render(**given)
    except UndefinedError as error:
        raise RenderFailed("missing_variable") from error
    except (LiquidError, RecursionError) as error:
        raise RenderFailed("bad_template") from error
