"""Situations of segments."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class BadRule(SituationError):
    """The rule has a mistake at {path}: {en}"""

    code = "segments.bad_rule"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "规则在 {path} 处有误：{zh}"


class SegmentNotFound(SituationError):
    """There is no such segment."""

    code = "segments.not_found"
    status = HTTPStatus.NOT_FOUND
    zh = "没有找到该分群。"


class AudienceNotFound(SituationError):
    """There is no such audience."""

    code = "segments.audience_not_found"
    status = HTTPStatus.NOT_FOUND
    zh = "没有找到该人群包。"


class SegmentChanged(SituationError):
    """Somebody else changed this segment meanwhile; load it again (it is at revision {revision} now)."""

    code = "segments.changed"
    status = HTTPStatus.CONFLICT
    zh = "该分群已被他人修改，请重新打开后再保存（当前为第 {revision} 版）。"
