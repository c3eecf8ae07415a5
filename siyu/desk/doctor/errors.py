"""Situations around the connection doctor."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class LineNotFound(SituationError):
    """The doctor has no such line."""

    code = "desk.doctor_line_not_found"
    status = HTTPStatus.NOT_FOUND
    zh = "连接体检没有这一项。"


class LineCannotBeSkipped(SituationError):
    """Nothing works without this line; it cannot be skipped."""

    code = "desk.doctor_line_needed"
    status = HTTPStatus.CONFLICT
    zh = "缺少该项无法使用，不能跳过。"
