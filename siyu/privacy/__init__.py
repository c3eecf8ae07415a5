"""Privacy: what we may do with what we know of a customer.

*Consent* (同意) is a ledger by purpose, topic and channel: the latest word counts. A *suppression* (拒收名单) stops a
channel whatever was consented to. A *reveal* (查看明文) shows a masked field to one person, for a stated reason.
"""

from siyu.privacy.contracts import (
    Channel,
    ConsentGranted,
    ConsentState,
    ConsentWithdrawn,
    ContactRevealed,
    Purpose,
    RevealReason,
    Suppression,
    WithdrawalBasis,
)
from siyu.privacy.errors import AuditUnavailable, PhoneUnknown, RevealBudgetSpent
from siyu.privacy.queries.gates import blocked_customers, suppressed_customers
from siyu.privacy.service.consents import (
    ConsentWord,
    grant_consent,
    list_consents,
    may_contact,
    suppress,
    unsuppress,
    withdraw_consent,
)
from siyu.privacy.service.reveals import reveal_phone

__all__ = [
    "AuditUnavailable",
    "Channel",
    "ConsentGranted",
    "ConsentState",
    "ConsentWithdrawn",
    "ConsentWord",
    "ContactRevealed",
    "PhoneUnknown",
    "Purpose",
    "RevealBudgetSpent",
    "RevealReason",
    "Suppression",
    "WithdrawalBasis",
    "blocked_customers",
    "grant_consent",
    "list_consents",
    "may_contact",
    "reveal_phone",
    "suppress",
    "suppressed_customers",
    "unsuppress",
    "withdraw_consent",
]
