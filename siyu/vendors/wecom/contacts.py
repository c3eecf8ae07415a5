"""客户联系: customers as WeCom sees them, and each staff member's relation to them.

Remarks, tags and the way a customer came belong to the relation, not to the customer: one
``external_userid`` may be followed by several members.
"""

from collections.abc import AsyncIterator, Sequence

from siyu.vendors.wecom.errors import WeComError
from siyu.vendors.wecom.models import Answer, Checks, UnixTime, batches, present, read, read_all, texts
from siyu.vendors.wecom.transport import Effect, Transport

NO_RELATION = 84061  # also the answer for "this member has no customers"
MEMBERS_PER_CALL = 100
ROWS_PER_PAGE = 100
SERVED_PER_PAGE = 1000
REMARK_CHARS = 20
DESCRIPTION_CHARS = 150


class ExternalContact(Answer):
    """A customer. ``type`` 1 is a WeChat user, 2 a WeCom user of another corp."""

    external_userid: str
    name: str = ""
    avatar: str = ""
    type: int = 0
    gender: int = 0
    unionid: str = ""
    position: str = ""
    corp_name: str = ""
    corp_full_name: str = ""


class FollowTag(Answer):
    """A tag on a relation; ``type`` 1 corp, 2 personal (without id), 3 strategy."""

    group_name: str = ""
    tag_name: str = ""
    tag_id: str = ""
    type: int = 0


class ChannelsSource(Answer):
    """From which channel account a customer came."""

    nickname: str = ""
    source: int = 0


class FollowInfo(Answer):
    """One member's relation to one customer.

    A single read fills ``tags``; the batch read fills ``tag_id`` (no personal tags).
    ``state`` is only there if the customer came by a live code or link that carries one.
    """

    userid: str
    remark: str = ""
    description: str = ""
    createtime: UnixTime = None
    tags: tuple[FollowTag, ...] = ()
    tag_id: tuple[str, ...] = ()
    remark_corp_name: str = ""
    remark_mobiles: tuple[str, ...] = ()
    oper_userid: str = ""
    add_way: int = 0
    state: str = ""
    wechat_channels: ChannelsSource | None = None

    @property
    def tag_ids(self) -> tuple[str, ...]:
        """The ids of the tags, whichever way they came; personal tags have none."""
        return self.tag_id or tuple(tag.tag_id for tag in self.tags if tag.tag_id)


class Customer(Answer):
    """A customer with all members who follow them."""

    external_contact: ExternalContact
    follow_user: tuple[FollowInfo, ...] = ()


class FollowedCustomer(Answer):
    """A customer with the relation to one member."""

    external_contact: ExternalContact
    follow_info: FollowInfo


class ServedContact(Answer):
    """Somebody members have served, customer or not; ``tmp_openid`` lives four hours."""

    is_customer: bool = False
    name: str = ""
    tmp_openid: str = ""
    external_userid: str = ""
    follow_userid: str = ""
    chat_id: str = ""
    chat_name: str = ""
    add_time: UnixTime = None


class UnionIdMatch(Answer):
    """Either the customer, or a pending id (90 days) until they become one."""

    external_userid: str = ""
    pending_id: str = ""


class Contacts:
    """Customers and relations."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def list_follow_members(self) -> tuple[str, ...]:
        """The userids for whom 客户联系 is enabled, within the visible scope."""
        return texts((await self._transport.get("externalcontact/get_follow_user_list")).get("follow_user"))

    async def list_customer_ids(self, userid: str) -> tuple[str, ...]:
        """The customers of a member; none is an empty result (WeCom answers 84061)."""
        try:
            answer = await self._transport.get("externalcontact/list", {"userid": userid})
        except WeComError as error:
            if error.code == NO_RELATION:
                return ()
            raise
        return texts(answer.get("external_userid"))

    async def get_customer(self, external_userid: str) -> Customer:
        """A customer with every relation, however many pages those take.

        Raises:
            WeComError: 84061 or 40096 if it is not a customer within the visible scope.
        """
        path = "externalcontact/get"
        contact: object = None
        followers: list[FollowInfo] = []
        query = {"external_userid": external_userid}
        while True:
            page = await self._transport.get(path, query)
            contact = contact or page.get("external_contact")
            followers += read_all(FollowInfo, page.get("follow_user"), path=path)
            cursor = str(page.get("next_cursor") or "")
            if not cursor or cursor == query.get("cursor"):
                break
            query = {"external_userid": external_userid, "cursor": cursor}
        return read(Customer, {"external_contact": contact, "follow_user": followers}, path=path)

    async def iterate_customers_of(self, userids: Sequence[str]) -> AsyncIterator[FollowedCustomer]:
        """All relations of these members, 100 members a call; members without customers are skipped."""
        path = "externalcontact/batch/get_by_user"
        for some in batches(userids, MEMBERS_PER_CALL):
            body = {"userid_list": list(some), "limit": ROWS_PER_PAGE}
            try:
                async for page in self._transport.pages(path, body):
                    for row in read_all(FollowedCustomer, page.get("external_contact_list"), path=path):
                        yield row
            except WeComError as error:
                if error.code != NO_RELATION:
                    raise

    async def iterate_served(self) -> AsyncIterator[ServedContact]:
        """Everybody members have served (已服务的外部联系人)."""
        path = "externalcontact/contact_list"
        async for page in self._transport.pages(path, {"limit": SERVED_PER_PAGE}):
            for row in read_all(ServedContact, page.get("info_list"), path=path):
                yield row

    async def remark(
        self,
        userid: str,
        external_userid: str,
        *,
        remark: str | None = None,
        description: str | None = None,
        company: str | None = None,
        mobiles: Sequence[str] | None = None,
    ) -> None:
        """Change what a member noted about a customer; what is None stays.

        ``mobiles`` replaces all numbers; an empty list clears them.

        Raises:
            InvalidRequest: nothing to change, or a text too long (20 and 150 characters).
        """
        path = "externalcontact/remark"
        checks = Checks(path)
        checks.at_most_chars("remark", remark, REMARK_CHARS)
        checks.at_most_chars("description", description, DESCRIPTION_CHARS)
        checks.at_most_chars("remark_company", company, REMARK_CHARS)
        changes = present(remark=remark, description=description, remark_company=company)
        if mobiles is not None:
            changes["remark_mobiles"] = list(mobiles) or [""]
        checks.given("remark, description, company or mobiles", tuple(changes))
        body = {"userid": userid, "external_userid": external_userid, **changes}
        await self._transport.post(path, body, effect=Effect.REPEATABLE)

    async def match_unionid(self, unionid: str, openid: str, *, subject_type: int = 0) -> UnionIdMatch:
        """The customer behind a WeChat unionid and openid."""
        path = "idconvert/unionid_to_external_userid"
        body = {"unionid": unionid, "openid": openid, "subject_type": subject_type}
        return read(UnionIdMatch, await self._transport.post(path, body), path=path)
