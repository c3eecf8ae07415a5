"""Situations of sending."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class SendingStopped(SituationError):
    """Sending is stopped ({fence}). Somebody with the right has to lift the stop before anything goes out."""

    code = "channels.sending_stopped"
    status = HTTPStatus.CONFLICT
    zh = "发送已停止（{fence}），需由有权限的人员解除后才能继续发送。"


class VariantsOverfull(SituationError):
    """The shares of the variants are more than 100 %."""

    code = "channels.variants_overfull"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "各版本比例之和超过 100%。"


class BatchNotUnknown(SituationError):
    """This batch is not waiting for a decision."""

    code = "channels.batch_not_unknown"
    status = HTTPStatus.CONFLICT
    zh = "该批次当前不需要人工判断。"


class SendNotOpen(SituationError):
    """The message is already in state {state} and cannot become {wanted}."""

    code = "channels.send_not_open"
    status = HTTPStatus.CONFLICT
    zh = "该消息当前状态为 {state}，不能变为 {wanted}。"
