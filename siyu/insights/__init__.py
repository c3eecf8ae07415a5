"""What it means: one registry of metrics, figures with what they stand on, and the rows behind them.

Words: a *metric* is one formula with one meaning; a *figure* is its value for a period as known at an instant; *n* is
what it stands on; a *purchase occasion* is all valid orders of one person on one local day; *stock* are the people
with a live relation.
"""

from siyu.insights.contracts import Asked, Figure, Filters, Line, Metric, OrderRow, Overview, PersonRow
from siyu.insights.errors import FilterNeeded, MetricNotFound, NothingBehind, PeriodTurnedAround
from siyu.insights.registry import METRICS, get_metric
from siyu.insights.service.measuring import measure
from siyu.insights.service.opening import list_orders_behind, list_people_behind
from siyu.insights.service.overview import overview

__all__ = [
    "METRICS",
    "Asked",
    "Figure",
    "FilterNeeded",
    "Filters",
    "Line",
    "Metric",
    "MetricNotFound",
    "NothingBehind",
    "OrderRow",
    "Overview",
    "PeriodTurnedAround",
    "PersonRow",
    "get_metric",
    "list_orders_behind",
    "list_people_behind",
    "measure",
    "overview",
]
