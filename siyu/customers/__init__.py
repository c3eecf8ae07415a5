"""Who we serve: persons and their identities, their relations to members, their tags, and the page about them.

Words: a *customer* is a person; an *identity* is an address by which the person is known; a *follow* is the relation
between a customer and a member, counted in *spells*; a *merge* says that two records were one person all along.
"""

from siyu.customers.contracts import (
    Attribution,
    ConflictView,
    CustomerCard,
    CustomerCreated,
    CustomerFilter,
    CustomerFlagged,
    CustomerMerged,
    CustomerUnmerged,
    CustomerUpdated,
    CustomerView,
    Flag,
    Follow,
    FollowEnded,
    FollowFacts,
    FollowStarted,
    IdentityKind,
    IdentityLinked,
    Known,
    Panel,
    StateReader,
    TagAdded,
    TagChange,
    TagGroupView,
    TagRemoved,
    TagView,
    TimelineFilter,
    TimelineItem,
)
from siyu.customers.errors import CustomerNotFound, TagNotFound
from siyu.customers.importing import CustomersKind
from siyu.customers.jobs import apply_tag_change, reconcile_corp, refresh_contacts, sync_tags_of
from siyu.customers.queries.follows import live_follows, note_interaction
from siyu.customers.queries.search import named, noted
from siyu.customers.queries.visibility import list_names, visible_to
from siyu.customers.service.arrivals import start_follow, start_follows
from siyu.customers.service.contacts import apply_contact
from siyu.customers.service.follows import end_follow, find_follow, register_state_reader
from siyu.customers.service.identities import (
    identify,
    identify_many,
    note_source,
    phone_mark,
    read_phone,
    resolve,
)
from siyu.customers.service.merges import link_identity, merge_customers, unmerge
from siyu.customers.service.profiles import CustomerSnapshots, set_flag, update_profiles
from siyu.customers.service.reconcile import reconcile_now
from siyu.customers.service.tag_catalogue import list_tag_groups
from siyu.customers.service.tag_sync import sync_tags
from siyu.customers.service.tags import add_tags, ensure_tags, remove_tags
from siyu.customers.service.views import (
    CustomersInScope,
    get_customer,
    list_customers,
    register_panel,
    timeline,
)

__all__ = [
    "Attribution",
    "ConflictView",
    "CustomerCard",
    "CustomerCreated",
    "CustomerFilter",
    "CustomerFlagged",
    "CustomerMerged",
    "CustomerNotFound",
    "CustomerSnapshots",
    "CustomerUnmerged",
    "CustomerUpdated",
    "CustomerView",
    "CustomersInScope",
    "CustomersKind",
    "Flag",
    "Follow",
    "FollowEnded",
    "FollowFacts",
    "FollowStarted",
    "IdentityKind",
    "IdentityLinked",
    "Known",
    "Panel",
    "StateReader",
    "TagAdded",
    "TagChange",
    "TagGroupView",
    "TagNotFound",
    "TagRemoved",
    "TagView",
    "TimelineFilter",
    "TimelineItem",
    "add_tags",
    "apply_contact",
    "apply_tag_change",
    "end_follow",
    "ensure_tags",
    "find_follow",
    "get_customer",
    "identify",
    "identify_many",
    "link_identity",
    "list_customers",
    "list_names",
    "list_tag_groups",
    "live_follows",
    "merge_customers",
    "named",
    "note_interaction",
    "note_source",
    "noted",
    "phone_mark",
    "read_phone",
    "reconcile_corp",
    "reconcile_now",
    "refresh_contacts",
    "register_panel",
    "register_state_reader",
    "remove_tags",
    "resolve",
    "set_flag",
    "start_follow",
    "start_follows",
    "sync_tags",
    "sync_tags_of",
    "timeline",
    "unmerge",
    "update_profiles",
    "visible_to",
]
