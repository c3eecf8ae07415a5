"""Which customers a bulk change is for: those ticked, or all that a filter finds."""

from collections.abc import Sequence

from siyu.customers.contracts import CustomerFilter
from siyu.customers.errors import TooManyCustomers
from siyu.customers.queries.identities import resolve
from siyu.customers.queries.lists import list_ids
from siyu.customers.queries.visibility import list_visible
from siyu.customers.service.views import search_of
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import BadInput
from siyu.runtime.secrets import Vault
from siyu.runtime.viewer import Viewer

MOST = 200_000


async def choose(
    uow: UnitOfWork,
    viewer: Viewer,
    ids: Sequence[int] | None,
    want: CustomerFilter | None,
    *,
    vault: Vault | None = None,
) -> list[int]:
    """The chosen customers that the viewer may see, ascending.

    `BadInput` unless exactly one of `ids` and `want` is given, `TooManyCustomers` above 200,000.
    """
    if (ids is None) == (want is None):
        reason = "Give either customer_ids or filter."
        raise BadInput(reason=reason, reason_zh="customer_ids 与 filter 请二选一。")
    if want is not None:
        found = await list_ids(uow, viewer, search_of(want, vault), limit=MOST + 1)
        if len(found) > MOST:
            raise TooManyCustomers(most=MOST)
        return found
    now_called = await resolve(uow, list(ids or ()))
    return await list_visible(uow, viewer, sorted(set(now_called.values())))
