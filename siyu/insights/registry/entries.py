"""The short form in which entries of the dictionary are written."""

from typing import Any

from siyu.insights.contracts import Metric


def metric(  # noqa: PLR0913  # one row of the dictionary, written as a row
    name: str,
    zh: str,
    en: str,
    definition_zh: str,
    definition_en: str,
    unit: str,
    grain: str,
    *,
    dims: str = "",
    minimum: int = 0,
    query: str = "",
    fixed: dict[str, Any] | None = None,
    needs: str = "",
    table: bool = False,
    rate: bool = True,
    opens: str = "",
) -> Metric:
    """One row; a ratio of people has an interval unless `rate` says it is none."""
    return Metric(
        id=name,
        zh=zh,
        en=en,
        definition_zh=definition_zh,
        definition_en=definition_en,
        unit=unit,
        grain=grain,
        dims=tuple(dims.split()),
        minimum_n=minimum,
        query=query or name,
        fixed=fixed or {},
        needs=tuple(needs.split()),
        is_rate=unit == "ratio" and rate and not table,
        is_table=table,
        opens=opens,
    )
