"""The dictionary of metrics: every figure of the product is one of these."""

from siyu.insights.contracts import Metric
from siyu.insights.errors import MetricNotFound
from siyu.insights.registry import activity, people, sales, speech

METRICS: dict[str, Metric] = {
    metric.id: metric for area in (people.METRICS, activity.METRICS, sales.METRICS, speech.METRICS) for metric in area
}


def get_metric(metric_id: str) -> Metric:
    """The entry; raises `MetricNotFound`."""
    found = METRICS.get(metric_id)
    if found is None:
        raise MetricNotFound(metric=metric_id)
    return found


__all__ = ["METRICS", "get_metric"]
