"""Situations of the warehouse."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class WarehouseUnavailable(SituationError):
    """The warehouse does not answer right now; nothing was changed. Try again in a moment."""

    code = "warehouse.unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    zh = "分析库暂时无法访问，未做任何更改，请稍后重试。"


class WarehouseRebuilding(SituationError):
    """The figures are being rebuilt from the database ({percent} % done); they will be back in a while."""

    code = "warehouse.rebuilding"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    zh = "分析数据正在从数据库重建（已完成 {percent}%），完成后即可查询。"


class WarehouseBehind(SituationError):
    """The newest events have not arrived in the warehouse within {seconds} seconds."""

    code = "warehouse.behind"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    zh = "最新事件在 {seconds} 秒内尚未进入分析库，请稍后重试。"


class WarehouseTooSlow(SituationError):
    """The question took longer than {seconds} seconds and was stopped; ask for less."""

    code = "warehouse.too_slow"
    status = HTTPStatus.GATEWAY_TIMEOUT
    zh = "查询超过 {seconds} 秒已被停止，请缩小查询范围。"


class QueryRefused(SituationError):
    """The warehouse refused the query (code {number})."""

    code = "warehouse.query_refused"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    zh = "分析库拒绝了该查询（代码 {number}）。"


class TableMissing(QueryRefused):
    """The warehouse refused the query (code {number}): a table it names is not there."""
