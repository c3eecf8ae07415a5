"""The corp's directory: departments and members, read only."""

from collections.abc import AsyncIterator

from siyu.vendors.wecom.errors import WeComError
from siyu.vendors.wecom.models import Answer, read, read_all, texts
from siyu.vendors.wecom.transport import Transport

ROOT_DEPARTMENT = 1
IDS_PER_PAGE = 10_000
NOT_FOUND = 46004


class Department(Answer):
    """A node of the organisation tree."""

    id: int
    name: str = ""
    name_en: str = ""
    department_leader: tuple[str, ...] = ()
    parentid: int = 0
    order: int = 0


class Member(Answer):
    """A staff member. Newer apps get neither phone nor e-mail, avatar or gender."""

    userid: str
    name: str = ""
    department: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    position: str = ""
    mobile: str = ""
    gender: int = 0
    email: str = ""
    biz_mail: str = ""
    is_leader_in_dept: tuple[int, ...] = ()
    direct_leader: tuple[str, ...] = ()
    avatar: str = ""
    alias: str = ""
    status: int = 0
    main_department: int | None = None
    open_userid: str = ""

    @property
    def is_active(self) -> bool:
        """Activated, neither disabled nor left."""
        return self.status == 1


class Membership(Answer):
    """One member in one department."""

    userid: str
    department: int


class Directory:
    """Departments and members within the app's visible scope."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def list_departments(self, below: int | None = None) -> tuple[Department, ...]:
        """The departments below ``below`` (itself included), or all that are visible."""
        path = "department/list"
        answer = await self._transport.get(path, _id_query(below))
        return read_all(Department, answer.get("department"), path=path)

    async def list_department_ids(self, below: int | None = None) -> tuple[Department, ...]:
        """As ``list_departments``, without names."""
        path = "department/simplelist"
        answer = await self._transport.get(path, _id_query(below))
        return read_all(Department, answer.get("department_id"), path=path)

    async def get_department(self, department_id: int) -> Department:
        """One department. WeComError 60003 if there is none."""
        path = "department/get"
        answer = await self._transport.get(path, _id_query(department_id))
        return read(Department, answer.get("department"), path=path)

    async def get_member(self, userid: str) -> Member:
        """One member. WeComError 60111 (unknown) or 60011 (out of scope) otherwise."""
        path = "user/get"
        return read(Member, await self._transport.get(path, {"userid": userid}), path=path)

    async def list_members(self, department_id: int, *, recursive: bool = False) -> tuple[Member, ...]:
        """Members of a department with details; 45029 if too many: walk department by department."""
        path = "user/list"
        query = {"department_id": str(department_id), "fetch_child": "1" if recursive else "0"}
        answer = await self._transport.get(path, query)
        return read_all(Member, answer.get("userlist"), path=path)

    async def list_member_names(self, department_id: int) -> tuple[Member, ...]:
        """Members of a department with id, name and departments only."""
        path = "user/simplelist"
        answer = await self._transport.get(path, {"department_id": str(department_id)})
        return read_all(Member, answer.get("userlist"), path=path)

    async def iterate_memberships(self) -> AsyncIterator[Membership]:
        """Every (member, department) pair of the corp; needs the directory credential."""
        path = "user/list_id"
        async for page in self._transport.pages(path, {"limit": IDS_PER_PAGE}):
            for row in read_all(Membership, page.get("dept_user"), path=path):
                yield row

    async def find_userid_by_mobile(self, mobile: str) -> str | None:
        """The member with this phone number, or None."""
        try:
            answer = await self._transport.post("user/getuserid", {"mobile": mobile})
        except WeComError as error:
            if error.code == NOT_FOUND:
                return None
            raise
        return str(answer.get("userid") or "") or None

    async def list_callback_ips(self) -> tuple[str, ...]:
        """The addresses WeCom's callbacks come from."""
        return texts((await self._transport.get("getcallbackip")).get("ip_list"))

    async def list_api_ips(self) -> tuple[str, ...]:
        """The addresses of WeCom's API."""
        return texts((await self._transport.get("get_api_domain_ip")).get("ip_list"))


def _id_query(department_id: int | None) -> dict[str, str]:
    return {} if department_id is None else {"id": str(department_id)}
