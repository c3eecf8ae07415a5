"""Situations around saved views."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class ViewNotFound(SituationError):
    """There is no such view, or it is not yours to change."""

    code = "desk.view_not_found"
    status = HTTPStatus.NOT_FOUND
    zh = "没有找到该视图，或它不属于您。"


class ViewNameTaken(SituationError):
    """You have a view of this name on this page already."""

    code = "desk.view_name_taken"
    status = HTTPStatus.CONFLICT
    zh = "您在该页面已有同名视图。"


class TooManyViews(SituationError):
    """A page holds at most {most} of your views; delete one first."""

    code = "desk.too_many_views"
    status = HTTPStatus.CONFLICT
    zh = "每个页面最多保存 {most} 个视图，请先删除一个。"


class ForeignRole(SituationError):
    """You can share a view only with a role you hold."""

    code = "desk.foreign_role"
    status = HTTPStatus.FORBIDDEN
    zh = "只能与自己所持有的角色共享视图。"
