"""People to measure with, written straight into the stores: the measurement is of what follows, not of this."""

from sqlalchemy import text

from siyu.runtime.database import UnitOfWork

_STAFF = text("""
WITH corp AS (
    INSERT INTO corps (name, wecom_corp_id, api_base, path_secret, created_at)
    VALUES ('bench', 'wwbench', 'http://127.0.0.1:9', 'bench', now()) RETURNING id
)
INSERT INTO staff_members (corp_id, userid, userid_key, name, status, is_contact_enabled, created_at)
SELECT corp.id, 'staff' || n, 'staff' || n, 'staff' || n, 'active', true, now()
FROM corp, generate_series(1, :staff) AS n
""")
_PEOPLE = text("""
INSERT INTO customers (kind, name, name_search, created_at, updated_at)
SELECT 'wecom', 'c' || n, 'c' || n, now() - interval '90 days', now() FROM generate_series(1, :people) AS n
""")
_FOLLOWS = text("""
INSERT INTO follows (customer_id, corp_id, staff_id, external_userid, spell, is_live, started_at, last_interaction_at,
                     moved_at, source)
SELECT c.id, s.corp_id, s.id, 'wmbench' || c.id, 1, true, now() - interval '80 days', now() - interval '3 days',
       now(), 'import'
FROM customers AS c
JOIN staff_members AS s ON s.id = 1 + c.id % (SELECT count(*) FROM staff_members)
""")


async def settle_staff(uow: UnitOfWork, *, staff: int) -> None:
    """A corp with so many members."""
    await uow.execute(_STAFF, {"staff": staff})


async def settle_people(uow: UnitOfWork, *, people: int, staff: int) -> None:
    """So many customers, each a friend of one of so many staff members."""
    await settle_staff(uow, staff=staff)
    await uow.execute(_PEOPLE, {"people": people})
    await uow.execute(_FOLLOWS)
    await uow.execute(text("ANALYZE customers, follows, staff_members"))
