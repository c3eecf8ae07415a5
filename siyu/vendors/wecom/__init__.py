"""WeCom (企业微信): its server API, its callbacks, and nothing of our own business.

``WeComClient`` calls the API, ``CallbackCrypto`` with ``parse_envelope`` and ``parse_event``
reads what WeCom posts to us. Whoever runs several processes implements ``TokenStore`` and
``QuotaStore`` over a database, so that all of them share one token and one quota.
"""

from siyu.vendors.wecom.attachments import (
    Attachment,
    FileAttachment,
    ImageAttachment,
    LinkAttachment,
    MessageContent,
    MiniProgramAttachment,
    VideoAttachment,
)
from siyu.vendors.wecom.client import OFFICIAL_API, WeComClient
from siyu.vendors.wecom.contact_ways import (
    ContactWay,
    ContactWaySpec,
    CreatedWay,
    JoinWay,
    JoinWaySpec,
    Scene,
)
from siyu.vendors.wecom.contacts import (
    Contacts,
    Customer,
    ExternalContact,
    FollowedCustomer,
    FollowInfo,
    FollowTag,
    ServedContact,
    UnionIdMatch,
)
from siyu.vendors.wecom.credentials import Credential, CredentialKind
from siyu.vendors.wecom.crypto import (
    BadCallbackKey,
    CallbackCrypto,
    CallbackRefused,
    RefusalReason,
    SealedMessage,
    check_freshness,
    sign,
)
from siyu.vendors.wecom.directory import Department, Member, Membership
from siyu.vendors.wecom.envelope import (
    CallbackEvent,
    Envelope,
    EventForm,
    FieldValue,
    fingerprint,
    parse_envelope,
    parse_event,
)
from siyu.vendors.wecom.errors import (
    ERROR_TABLE,
    CredentialRefused,
    ErrorMeaning,
    GatewayRefused,
    InvalidRequest,
    NotSent,
    OutcomeUnknown,
    QuotaBlocked,
    RetryClass,
    Unanswered,
    WeComError,
    WeComFailure,
    meaning_of,
)
from siyu.vendors.wecom.groups import GroupChat, GroupMember, GroupRef
from siyu.vendors.wecom.limits import Ceilings, QuotaState
from siyu.vendors.wecom.mass_send import (
    ChatType,
    CreatedBy,
    CreatedMassSend,
    MassMessage,
    MassSendSpec,
    MemberTask,
    SendResult,
    SendStatus,
)
from siyu.vendors.wecom.media import AttachmentUse, DownloadedMedia, MediaKind, UploadedMedia
from siyu.vendors.wecom.quota import MemoryQuota, QuotaKey, QuotaStore
from siyu.vendors.wecom.tags import CorpTag, NewTag, TagGroup
from siyu.vendors.wecom.tokens import MemoryTokens, StoredToken, TokenStore
from siyu.vendors.wecom.transport import UploadedFile
from siyu.vendors.wecom.welcome import GroupTemplate

__all__ = [
    "ERROR_TABLE",
    "OFFICIAL_API",
    "Attachment",
    "AttachmentUse",
    "BadCallbackKey",
    "CallbackCrypto",
    "CallbackEvent",
    "CallbackRefused",
    "Ceilings",
    "ChatType",
    "ContactWay",
    "ContactWaySpec",
    "Contacts",
    "CorpTag",
    "CreatedBy",
    "CreatedMassSend",
    "CreatedWay",
    "Credential",
    "CredentialKind",
    "CredentialRefused",
    "Customer",
    "Department",
    "DownloadedMedia",
    "Envelope",
    "ErrorMeaning",
    "EventForm",
    "ExternalContact",
    "FieldValue",
    "FileAttachment",
    "FollowInfo",
    "FollowTag",
    "FollowedCustomer",
    "GatewayRefused",
    "GroupChat",
    "GroupMember",
    "GroupRef",
    "GroupTemplate",
    "ImageAttachment",
    "InvalidRequest",
    "JoinWay",
    "JoinWaySpec",
    "LinkAttachment",
    "MassMessage",
    "MassSendSpec",
    "MediaKind",
    "Member",
    "MemberTask",
    "Membership",
    "MemoryQuota",
    "MemoryTokens",
    "MessageContent",
    "MiniProgramAttachment",
    "NewTag",
    "NotSent",
    "OutcomeUnknown",
    "QuotaBlocked",
    "QuotaKey",
    "QuotaState",
    "QuotaStore",
    "RefusalReason",
    "RetryClass",
    "Scene",
    "SealedMessage",
    "SendResult",
    "SendStatus",
    "ServedContact",
    "StoredToken",
    "TagGroup",
    "TokenStore",
    "Unanswered",
    "UnionIdMatch",
    "UploadedFile",
    "UploadedMedia",
    "VideoAttachment",
    "WeComClient",
    "WeComError",
    "WeComFailure",
    "check_freshness",
    "fingerprint",
    "meaning_of",
    "parse_envelope",
    "parse_event",
    "sign",
]
