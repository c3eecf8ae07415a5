"""Situations of campaigns."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class CampaignNotFound(SituationError):
    """There is no such campaign."""

    code = "acquisition.campaign_not_found"
    status = HTTPStatus.NOT_FOUND
    zh = "没有找到该活动。"


class CampaignWrongState(SituationError):
    """The campaign is {state}; this is possible only while it is {wanted}."""

    code = "acquisition.campaign_wrong_state"
    status = HTTPStatus.CONFLICT
    zh = "活动当前为 {state} 状态，仅在 {wanted} 状态下可以执行此操作。"


class CampaignChanged(SituationError):
    """Somebody else has changed the campaign meanwhile; load it again."""

    code = "acquisition.campaign_changed"
    status = HTTPStatus.CONFLICT
    zh = "活动已被他人修改，请重新载入。"


class SecondPersonNeeded(SituationError):
    """Somebody other than the one who submitted the campaign has to approve it."""

    code = "acquisition.second_person_needed"
    status = HTTPStatus.FORBIDDEN
    zh = "需由提交人以外的人员审批该活动。"


class BadCampaign(SituationError):
    """{reason}"""

    code = "acquisition.bad_campaign"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "{reason_zh}"
