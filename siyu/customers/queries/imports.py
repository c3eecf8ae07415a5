"""Taking back customers that an import made."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, text

from siyu.runtime.database import UnitOfWork

# Untouched means: nobody follows them, nothing was merged into them, and all that was ever said of them is the import.
_UNTOUCHED = text("""
SELECT c.id FROM customers AS c
WHERE c.id = ANY(cast(:ids AS bigint[])) AND c.merged_into IS NULL AND NOT c.is_erased
  AND NOT EXISTS (SELECT FROM follows AS f WHERE f.customer_id = c.id)
  AND NOT EXISTS (SELECT FROM customers AS m WHERE m.merged_into = c.id)
  AND NOT EXISTS (
      SELECT FROM events AS e WHERE e.customer_id = c.id AND NOT (e.source = 'import' AND e.name IN
          ('customer_created', 'customer_updated', 'identity_linked', 'tag_added', 'tag_removed')))
ORDER BY c.id
FOR UPDATE OF c
""")

_UNTIE = text("""
DELETE FROM identities WHERE customer_id = ANY(cast(:ids AS bigint[])) RETURNING id, kind, value, customer_id
""")

_BLANK = text("""
UPDATE customers SET
    name = '', name_search = '', avatar_url = '', gender = '', birth_on = NULL, country = '', region = '', city = '',
    company = '', position = '', phone_sealed = NULL, phone_mark = NULL, phone_masked = NULL, phone_tail = NULL,
    is_phone_verified = false, attributes = '{}', is_erased = true, is_test = true, revision = revision + 1,
    updated_at = :now
WHERE id = ANY(cast(:ids AS bigint[]))
RETURNING id, revision
""")


async def lock_untouched(uow: UnitOfWork, ids: Sequence[int]) -> list[int]:
    """Those of the customers that are as an import left them, held until the transaction ends."""
    return list((await uow.execute(_UNTOUCHED, {"ids": list(ids)})).scalars())


async def untie(uow: UnitOfWork, ids: Sequence[int]) -> list[RowMapping]:
    """Drop every identity of these customers; the rows that were."""
    return list((await uow.execute(_UNTIE, {"ids": list(ids)})).mappings())


async def blank(uow: UnitOfWork, ids: Sequence[int]) -> list[RowMapping]:
    """Empty these customers and hide them from lists and figures; their new revisions."""
    return list((await uow.execute(_BLANK, {"ids": list(ids), "now": uow.now()})).mappings())
