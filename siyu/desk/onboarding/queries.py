"""What somebody really did, from the audit trail and the tables of what they made; and what they passed over."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, select, text
from sqlalchemy.dialects.postgresql import insert

from siyu.desk.onboarding.tables import onboarding_choices
from siyu.runtime.database import UnitOfWork

# A corp that came with a demo is nobody's deed; outside a demo a connected corp is connected, whoever did it.
_DONE = text("""
WITH mine AS (SELECT DISTINCT action FROM audit_entries WHERE user_id = :me)
SELECT step FROM (VALUES
    ('make_code', EXISTS (SELECT 1 FROM mine WHERE action = 'live_codes.create')),
    ('scan_code', EXISTS (SELECT 1 FROM live_codes c JOIN live_code_adds a ON a.code_id = c.id
                          WHERE c.created_by = :me)),
    ('save_segment', EXISTS (SELECT 1 FROM mine WHERE action = 'segments.create')),
    ('send_campaign', EXISTS (SELECT 1 FROM mine WHERE action = 'campaigns.submit')),
    ('ask_why', EXISTS (SELECT 1 FROM mine WHERE action = 'campaigns.why_asked')),
    ('connect_corp', EXISTS (SELECT 1 FROM mine WHERE action = 'corps.saved')
                     OR (NOT :is_demo AND EXISTS (SELECT 1 FROM corps WHERE is_active))),
    ('approve_once', EXISTS (SELECT 1 FROM mine WHERE action IN ('campaigns.approve', 'campaigns.reject'))),
    ('tag_customers', EXISTS (SELECT 1 FROM mine WHERE action IN ('tags.put_on', 'tags.taken_off'))),
    ('verify_audit', EXISTS (SELECT 1 FROM mine WHERE action = 'audit.verified')),
    ('withdraw_consent', EXISTS (SELECT 1 FROM consent_entries WHERE user_id = :me AND NOT is_granted)),
    ('reveal_once', EXISTS (SELECT 1 FROM mine WHERE action = 'customers.reveal'))
) AS known (step, is_done) WHERE is_done
""")


async def list_done(uow: UnitOfWork, user_id: int, *, is_demo: bool) -> set[str]:
    """Codes of the steps that somebody has really done."""
    return set((await uow.execute(_DONE, {"me": user_id, "is_demo": is_demo})).scalars())


async def find_choices(uow: UnitOfWork, user_id: int) -> RowMapping | None:
    """What somebody passed over, and whether they closed the list."""
    statement = select(onboarding_choices).where(onboarding_choices.c.user_id == user_id)
    return (await uow.execute(statement)).mappings().one_or_none()


async def save_choices(uow: UnitOfWork, user_id: int, *, skipped: Sequence[str], is_dismissed: bool) -> None:
    """Keep what somebody passes over."""
    new = insert(onboarding_choices).values(
        user_id=user_id, skipped=list(skipped), is_dismissed=is_dismissed, changed_at=uow.now()
    )
    changed = {name: new.excluded[name] for name in ("skipped", "is_dismissed", "changed_at")}
    await uow.execute(new.on_conflict_do_update(index_elements=["user_id"], set_=changed))
