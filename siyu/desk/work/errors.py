"""Situations around long work."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class WorkNotFound(SituationError):
    """There is no such job of yours."""

    code = "desk.work_not_found"
    status = HTTPStatus.NOT_FOUND
    zh = "没有找到该任务，或它不属于您。"


class WorkCannot(SituationError):
    """This cannot be done to a job that is {state}."""

    code = "desk.work_cannot"
    status = HTTPStatus.CONFLICT
    zh = "该任务当前状态为 {state}，不能执行此操作。"


class ExportNotReady(SituationError):
    """The file is not there: the export is {state}."""

    code = "desk.export_not_ready"
    status = HTTPStatus.CONFLICT
    zh = "文件不可下载：导出状态为 {state}。"


class TooManyExports(SituationError):
    """At most {most} exports of one person run at a time."""

    code = "desk.too_many_exports"
    status = HTTPStatus.CONFLICT
    zh = "每人同时最多进行 {most} 个导出。"
