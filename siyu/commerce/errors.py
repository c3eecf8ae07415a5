"""Situations of commerce."""

from http import HTTPStatus

from siyu.runtime.errors import NotFound, SituationError


class OrderNotFound(NotFound):
    """There is no such order, or you may not see it."""

    code = "commerce.order_not_found"
    zh = "没有找到该订单，或您没有查看权限。"


class ShopNotFound(NotFound):
    """There is no such shop."""

    code = "commerce.shop_not_found"
    zh = "没有找到该店铺。"


class ShopKeyTaken(SituationError):
    """There is a shop with the key {key} already."""

    code = "commerce.shop_key_taken"
    status = HTTPStatus.CONFLICT
    zh = "店铺标识 {key} 已被使用。"


class ShopSignatureRefused(SituationError):
    """The shop is unknown, or the signature or its time is not right."""

    code = "commerce.shop_signature"
    status = HTTPStatus.UNAUTHORIZED
    zh = "店铺不存在，或签名、时间戳不正确。"


class BodyTooLarge(SituationError):
    """The body is larger than {limit_mb} MB; send smaller batches."""

    code = "commerce.body_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    zh = "请求内容超过 {limit_mb} MB，请减小批次。"


class BatchUnreadable(SituationError):
    """The body is not a batch as documented: {why}."""

    code = "commerce.batch_unreadable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "请求内容不符合约定格式：{why}。"


class EventNameTaken(SituationError):
    """The event {name} is registered already with other properties."""

    code = "commerce.event_name_taken"
    status = HTTPStatus.CONFLICT
    zh = "事件 {name} 已注册，且属性不同。"


class EventDefinitionRefused(SituationError):
    """This event cannot be registered: {why}."""

    code = "commerce.event_definition"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "无法注册该事件：{why}。"
