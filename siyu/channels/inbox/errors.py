"""What can go wrong at the callback door and in the inbox."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError, StoreUnavailable


class CallbackNotAccepted(SituationError):
    """This callback is not accepted."""

    # One answer for everything that is wrong, so that nobody learns from it what to try next.
    code = "channels.callback_not_accepted"
    status = HTTPStatus.FORBIDDEN
    zh = "不接受该回调。"


class InboxBusy(StoreUnavailable):
    """The inbox cannot store callbacks right now; send it again in a moment."""

    code = "channels.inbox_busy"
    zh = "回调收件箱暂时无法写入，请稍后重新推送。"


class CallbackNotParked(SituationError):
    """Callback {id} is not parked; only parked callbacks can be replayed."""

    code = "channels.callback_not_parked"
    status = HTTPStatus.CONFLICT
    zh = "回调 {id} 未被搁置，只有已搁置的回调才能重放。"
