"""What each list can be narrowed by, as the lists' own addresses take it."""

from typing import Annotated, Literal

from pydantic import Field

from siyu.runtime.http import Moment, Shape

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Ids = Annotated[list[Id], Field(max_length=100)]
Words = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]


class CustomersWanted(Shape):
    """The list of customers."""

    page: Literal["customers"] = "customers"
    text: Words = ""
    state: Literal["", "followed", "lost", "never"] = ""
    source: Words = ""
    staff_ids: Ids = Field(default_factory=list)
    tags_any: Ids = Field(default_factory=list)
    tags_all: Ids = Field(default_factory=list)
    created_from: Moment | None = None
    created_to: Moment | None = None


class OrdersWanted(Shape):
    """The list of orders."""

    page: Literal["orders"] = "orders"
    customer_id: Id | None = None
    shop_id: Id | None = None
    state: Literal["placed", "paid", "cancelled", "delivered"] | None = None
    number: Words | None = None
    since: Moment | None = None
    until: Moment | None = None


class CampaignsWanted(Shape):
    """The list of campaigns."""

    page: Literal["campaigns"] = "campaigns"
    state: Literal["draft", "submitted", "approved", "running", "ended", "stopped"] | None = None


class CodesWanted(Shape):
    """The list of live codes."""

    page: Literal["live_codes"] = "live_codes"
    status: Literal["creating", "active", "unknown", "failed", "retiring", "retired"] | None = None


class SegmentsWanted(Shape):
    """The list of segments."""

    page: Literal["segments"] = "segments"
    is_archived: bool = False


class ImportsWanted(Shape):
    """The list of imports."""

    page: Literal["imports"] = "imports"
    has_errors: bool = False


class StaffWanted(Shape):
    """The list of members."""

    page: Literal["staff"] = "staff"
    corp_id: Id | None = None
    department_id: Id | None = None
    status: Literal["expected", "active", "not_joined", "disabled", "left"] | None = None
    words: Words | None = None


class AuditWanted(Shape):
    """The audit trail."""

    page: Literal["audit"] = "audit"
    user_id: Id | None = None
    action: Words | None = None
    object_kind: Words | None = None
    object_id: Words | None = None
    since: Moment | None = None
    until: Moment | None = None


Wanted = Annotated[
    CustomersWanted
    | OrdersWanted
    | CampaignsWanted
    | CodesWanted
    | SegmentsWanted
    | ImportsWanted
    | StaffWanted
    | AuditWanted,
    Field(discriminator="page"),
]
Page = Literal["customers", "orders", "campaigns", "live_codes", "segments", "imports", "staff", "audit"]
