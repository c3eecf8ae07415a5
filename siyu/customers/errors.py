"""Situations of customers."""

from http import HTTPStatus

from siyu.runtime.errors import NotFound, SituationError


class CustomerNotFound(NotFound):
    """There is no such customer, or you may not see them."""

    code = "customers.not_found"
    zh = "没有找到该客户，或您没有查看权限。"


class TagNotFound(NotFound):
    """There is no such tag or tag group."""

    code = "customers.tag_not_found"
    zh = "没有找到该标签或标签组。"


class TagNameTaken(SituationError):
    """A tag or tag group of that name exists already ({name})."""

    code = "customers.tag_name_taken"
    status = HTTPStatus.CONFLICT
    zh = "已存在同名的标签或标签组（{name}）。"


class BadPhone(SituationError):
    """This is not a phone number."""

    code = "customers.bad_phone"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "这不是有效的手机号码。"


class BadCursor(SituationError):
    """This page marker is not valid; start again from the first page."""

    code = "customers.bad_cursor"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "分页标记无效，请从第一页重新开始。"


class TooManyCustomers(SituationError):
    """At most {most} customers can be changed at once."""

    code = "customers.too_many"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "一次最多只能修改 {most} 位客户。"


class MergeImpossible(SituationError):
    """These two cannot be merged: one of them is gone or they are one person already."""

    code = "customers.merge_impossible"
    status = HTTPStatus.CONFLICT
    zh = "无法合并：其中一位客户已不存在，或两者已是同一人。"


class MergeNotFound(NotFound):
    """There is no such merge, or it was taken back already."""

    code = "customers.merge_not_found"
    zh = "没有找到该合并记录，或已被撤销。"


class ConflictNotFound(NotFound):
    """There is no such open conflict."""

    code = "customers.conflict_not_found"
    zh = "没有找到该待处理的身份冲突。"
