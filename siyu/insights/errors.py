"""Situations of insights."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class MetricNotFound(SituationError):
    """There is no metric {metric}."""

    code = "insights.metric_not_found"
    status = HTTPStatus.NOT_FOUND
    zh = "没有指标 {metric}。"


class FilterNeeded(SituationError):
    """This metric needs: {needs}."""

    code = "insights.filter_needed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "该指标需要参数：{needs}。"


class PeriodTurnedAround(SituationError):
    """The period must begin before it ends and last at most {days} days."""

    code = "insights.period_turned_around"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "开始日期必须早于结束日期，且不超过 {days} 天。"


class NothingBehind(SituationError):
    """This metric has no list of rows behind it."""

    code = "insights.nothing_behind"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "该指标没有可展开的明细。"
