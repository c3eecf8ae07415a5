"""Live codes (渠道活码): QR codes that survive staff changes, tag who comes, greet them and are counted."""

from siyu.acquisition.live_codes.contracts import (
    AcqChannel,
    CodeFigures,
    CodeSpec,
    CodeStatus,
    LiveCode,
    MiniProgramCard,
    Picture,
    PicturePart,
    Shift,
    TimeWindow,
    WelcomeVariant,
)
from siyu.acquisition.live_codes.errors import (
    BadLiveCode,
    BadPicture,
    ChannelNameTaken,
    LiveCodeNotFound,
    LiveCodeRetired,
)
from siyu.acquisition.live_codes.service.codes import (
    add_channel,
    change_code,
    create_code,
    get_code,
    list_channels,
    list_codes,
    retire_code,
)
from siyu.acquisition.live_codes.service.media import add_picture
from siyu.acquisition.live_codes.service.publishing import publish_code
from siyu.acquisition.live_codes.service.statistics import read_statistics
from siyu.acquisition.live_codes.service.welcomes import provide_live_codes

__all__ = [
    "AcqChannel",
    "BadLiveCode",
    "BadPicture",
    "ChannelNameTaken",
    "CodeFigures",
    "CodeSpec",
    "CodeStatus",
    "LiveCode",
    "LiveCodeNotFound",
    "LiveCodeRetired",
    "MiniProgramCard",
    "Picture",
    "PicturePart",
    "Shift",
    "TimeWindow",
    "WelcomeVariant",
    "add_channel",
    "add_picture",
    "change_code",
    "create_code",
    "get_code",
    "list_channels",
    "list_codes",
    "provide_live_codes",
    "publish_code",
    "read_statistics",
    "retire_code",
]
