"""Making, changing, retiring and reading live codes; WeCom hears of it by the publishing job."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError

from siyu import corps, customers, staff
from siyu.acquisition.live_codes import rules
from siyu.acquisition.live_codes.contracts import AcqChannel, CodeSpec, CodeStatus, LiveCode
from siyu.acquisition.live_codes.errors import BadLiveCode, ChannelNameTaken, LiveCodeNotFound, LiveCodeRetired
from siyu.acquisition.live_codes.queries import codes as queries
from siyu.acquisition.live_codes.queries import pictures
from siyu.acquisition.live_codes.service.publishing import publish_code
from siyu.channels import find_template_problem
from siyu.kit.paging import Page, Paging
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import BadInput
from siyu.runtime.spine import Source
from siyu.runtime.viewer import Viewer, system_viewer

_ENDED = (CodeStatus.RETIRING, CodeStatus.RETIRED)


async def create_code(uow: UnitOfWork, viewer: Viewer, corp_id: int, spec: CodeSpec) -> LiveCode:
    """A new live code; it is `creating` until WeCom has made it, moments later. Needs `codes.write`.

    `BadLiveCode` when staff, tags, pictures or texts are not right; `CorpNotFound`.
    """
    viewer.must("codes.write")
    await corps.get_corp(uow, corp_id)
    await _check(uow, viewer, corp_id, spec)
    now = uow.now()
    row = await queries.add_code(
        uow.connection,
        {
            "corp_id": corp_id,
            "state_code": rules.new_state_code(),
            "created_by": viewer.user_id,
            "created_at": now,
            "changed_at": now,
            **_columns(spec),
        },
    )
    await write_audit(uow, viewer, "live_codes.create", on=("live_code", row.id))
    await uow.enqueue(publish_code, code_id=row.id)
    return code_of(row)


async def change_code(uow: UnitOfWork, viewer: Viewer, code_id: int, spec: CodeSpec) -> LiveCode:
    """Replace what people chose about a code; printed codes keep working. Needs `codes.write`.

    `LiveCodeNotFound`, `LiveCodeRetired`, `BadLiveCode`.
    """
    viewer.must("codes.write")
    row = await _find(uow, viewer, code_id, locks=True)
    await _check(uow, viewer, row.corp_id, spec)
    status = CodeStatus.CREATING if row.status == CodeStatus.FAILED else CodeStatus(row.status)
    changed = await queries.change_code(
        uow.connection, code_id, status=status, revision=row.revision + 1, changed_at=uow.now(), **_columns(spec)
    )
    await write_audit(uow, viewer, "live_codes.change", on=("live_code", code_id))
    await uow.enqueue(publish_code, code_id=code_id)
    return code_of(changed)


async def retire_code(uow: UnitOfWork, viewer: Viewer, code_id: int) -> LiveCode:
    """End a code for good: WeCom deletes it, what it brought stays attributed. Needs `codes.write`."""
    viewer.must("codes.write")
    await _find(uow, viewer, code_id, locks=True)
    changed = await queries.change_code(
        uow.connection, code_id, status=CodeStatus.RETIRING, problem=None, changed_at=uow.now()
    )
    await write_audit(uow, viewer, "live_codes.retire", on=("live_code", code_id))
    await uow.enqueue(publish_code, code_id=code_id)
    return code_of(changed)


async def get_code(uow: UnitOfWork, viewer: Viewer, code_id: int) -> LiveCode:
    """One code; whoever does not see everyone sees the codes that name their members. `LiveCodeNotFound`."""
    viewer.must("codes.read")
    row = await queries.find_code(uow.connection, code_id, staff_ids=scope_of(viewer))
    if row is None:
        raise LiveCodeNotFound(what="live code")
    return code_of(row)


async def list_codes(uow: UnitOfWork, viewer: Viewer, paging: Paging, *, problem: str | None = None) -> Page[LiveCode]:
    """Codes the viewer may see, newest first; those with a `problem` (nobody_on_duty, unpublished) only, if given."""
    viewer.must("codes.read")
    rows, total = await queries.list_codes(
        uow.connection,
        staff_ids=scope_of(viewer),
        before=read_cursor(paging),
        limit=paging.limit + 1,
        problem=problem,
    )
    shown = rows[: paging.limit]
    return Page([code_of(row) for row in shown], str(shown[-1].id) if len(rows) > paging.limit else None, total)


async def add_channel(uow: UnitOfWork, viewer: Viewer, name: str) -> AcqChannel:
    """A new acquisition channel. Needs `codes.write`; `ChannelNameTaken`."""
    viewer.must("codes.write")
    try:
        async with uow.connection.begin_nested():
            return AcqChannel(await queries.add_channel(uow.connection, name, uow.now()), name)
    except IntegrityError:
        raise ChannelNameTaken(name=name) from None


async def list_channels(uow: UnitOfWork, viewer: Viewer, paging: Paging) -> Page[AcqChannel]:
    """Acquisition channels by id; they hold nothing about customers, so everyone with `codes.read` sees all."""
    viewer.must("codes.read")
    rows = await queries.list_channels(uow.connection, after=read_cursor(paging) or 0, limit=paging.limit + 1)
    shown = [AcqChannel(row.id, row.name) for row in rows[: paging.limit]]
    return Page(shown, str(shown[-1].id) if len(rows) > paging.limit else None)


def scope_of(viewer: Viewer) -> list[int] | None:
    """The members whose codes a viewer sees; None: everyone's."""
    return None if viewer.sees_everyone else sorted(viewer.staff_ids)


def code_of(row: Row[Any]) -> LiveCode:
    """A row as a live code."""
    return LiveCode(
        id=row.id,
        corp_id=row.corp_id,
        spec=CodeSpec.model_validate(row.spec),
        state_code=row.state_code,
        status=CodeStatus(row.status),
        problem=row.problem,
        config_id=row.config_id,
        qr_code=row.qr_code,
        published_userids=tuple(row.published_userids),
        is_published=row.status == CodeStatus.ACTIVE and row.published_revision == row.revision,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def read_cursor(paging: Paging) -> int | None:
    """The id in a cursor that a list gave out; `BadInput` for anything else."""
    cursor = paging.cursor
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 18:
        raise BadInput(reason="The cursor is not one we gave.", reason_zh="翻页游标无效。")
    return int(cursor)


def _columns(spec: CodeSpec) -> dict[str, Any]:
    return {
        "spec": spec.model_dump(mode="json"),
        "staff_ids": list(rules.all_staff(spec)),
        "acq_channel_id": spec.acq_channel_id,
    }


async def _find(uow: UnitOfWork, viewer: Viewer, code_id: int, *, locks: bool) -> Row[Any]:
    row = await queries.find_code(uow.connection, code_id, staff_ids=scope_of(viewer), locks=locks)
    if row is None:
        raise LiveCodeNotFound(what="live code")
    if row.status in _ENDED:
        raise LiveCodeRetired
    return row


async def _check(uow: UnitOfWork, viewer: Viewer, corp_id: int, spec: CodeSpec) -> None:
    named = {*rules.all_staff(spec), *(staff_id for one in spec.welcomes for staff_id in one.staff_ids)}
    if len(rules.all_staff(spec)) > 100 or (not viewer.sees_everyone and not named <= viewer.staff_ids):
        raise BadLiveCode(
            reason="Name at most 100 staff members you may see.", reason_zh="成员须在您的可见范围内且不超过 100 人。"
        )
    for staff_id in sorted(named):
        member = await staff.find_member(uow, staff_id)
        if member is None or member.corp_id != corp_id:
            raise BadLiveCode(
                reason=f"Staff member {staff_id} is not of this corp.", reason_zh=f"成员 {staff_id} 不属于该企业。"
            )
    await _check_links(uow, spec)
    for welcome in spec.welcomes:
        _check_welcome(welcome.text, bool(welcome.parts))


async def _check_links(uow: UnitOfWork, spec: CodeSpec) -> None:
    try:
        await customers.add_tags(uow, system_viewer(), [], spec.tag_ids, by="rule", source=Source.CONSOLE)
    except customers.TagNotFound:
        raise BadLiveCode(reason="A tag does not exist.", reason_zh="所选标签不存在。") from None
    if spec.acq_channel_id and not await queries.find_channel(uow.connection, channel_id=spec.acq_channel_id):
        raise BadLiveCode(reason="The acquisition channel does not exist.", reason_zh="获客渠道不存在。")
    wanted = rules.pictures_of(spec)
    if set(wanted) - await pictures.list_known(uow.connection, wanted):
        raise BadLiveCode(reason="A picture does not exist.", reason_zh="所选图片不存在。")


def _check_welcome(text: str, has_parts: bool) -> None:
    if not text and not has_parts:
        raise BadLiveCode(
            reason="A welcome needs a text or an attachment.", reason_zh="欢迎语的文字和附件不能同时为空。"
        )
    if len(text.encode()) > 4000:
        raise BadLiveCode(reason="A welcome has at most 4,000 bytes.", reason_zh="欢迎语不能超过 4000 字节。")
    problem = find_template_problem(text, is_mass=False) if text else None
    if problem:
        raise BadLiveCode(
            reason=f"The welcome text is not usable: {problem}.", reason_zh=f"欢迎语文字无法使用：{problem}。"
        )
