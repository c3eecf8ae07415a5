"""Campaigns: one message to many, previewed, approved by a second person, sent through the one door, accounted for."""

from siyu.acquisition.campaigns.contracts import (
    Campaign,
    CampaignMoved,
    CampaignSpec,
    CampaignState,
    VariantPart,
    WhomPart,
)
from siyu.acquisition.campaigns.errors import (
    BadCampaign,
    CampaignChanged,
    CampaignNotFound,
    CampaignWrongState,
    SecondPersonNeeded,
)
from siyu.acquisition.campaigns.service.drafts import (
    approve_campaign,
    change_campaign,
    create_campaign,
    get_campaign,
    list_campaigns,
    preview_campaign,
    preview_people,
    reject_campaign,
    submit_campaign,
)
from siyu.acquisition.campaigns.service.runs import keep_campaigns, start_campaign, stop_campaign

__all__ = [
    "BadCampaign",
    "Campaign",
    "CampaignChanged",
    "CampaignMoved",
    "CampaignNotFound",
    "CampaignSpec",
    "CampaignState",
    "CampaignWrongState",
    "SecondPersonNeeded",
    "VariantPart",
    "WhomPart",
    "approve_campaign",
    "change_campaign",
    "create_campaign",
    "get_campaign",
    "keep_campaigns",
    "list_campaigns",
    "preview_campaign",
    "preview_people",
    "reject_campaign",
    "start_campaign",
    "stop_campaign",
    "submit_campaign",
]
