"""Trees, rights, waits, passwords, origins and comings, as pure rules."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.runtime.viewer import Scope, Viewer
from siyu.staff.contracts import Department, MemberFacts, Role, StaffStatus
from siyu.staff.errors import BeyondOwnRights, LoginRefused, PasswordTooWeak, UnknownRight
from siyu.staff.rules.comings import MemberState, take_in
from siyu.staff.rules.credentials import check_password, matching_step, normal_login, split_key
from siyu.staff.rules.departments import ancestors, closure, plant, team_roots
from siyu.staff.rules.origins import is_own_origin
from siyu.staff.rules.rights import BUILT_IN, RIGHTS, Reach, check_known, check_may_touch, narrowed, reach_of
from siyu.staff.rules.throttle import (
    ACCOUNT,
    SOURCE,
    Patience,
    Tries,
    count_try,
    seconds_left,
    source_of,
    take_back,
    wait_after,
)

T0 = datetime(2026, 9, 1, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
trees = st.dictionaries(st.integers(1, 12), st.none() | st.integers(1, 14), max_size=12)
rights = st.frozensets(st.sampled_from([*RIGHTS, "*"]), max_size=6)
roles = st.builds(
    Role,
    name=st.just("r"),
    title_zh=st.just("r"),
    title_en=st.just("r"),
    scope=st.sampled_from(Scope),
    rights=rights,
)


# Trees


@given(trees)
def test_every_department_belongs_to_its_own_subtree(parents: dict[int, int | None]) -> None:
    assert {(one, one) for one in parents} <= closure(parents)


@given(trees)
def test_what_is_below_is_reached_by_walking_up_whatever_the_data(parents: dict[int, int | None]) -> None:
    for above, below in closure(parents):
        step, walked = below, 0
        while step != above:
            step, walked = parents[step], walked + 1
            assert walked <= len(parents)


@given(trees)
def test_a_subtree_holds_the_subtrees_of_its_children(parents: dict[int, int | None]) -> None:
    pairs = closure(parents)
    is_tree = all(len(ancestors(one, parents)) == len(set(ancestors(one, parents))) for one in parents)
    assert is_tree
    for child, parent in parents.items():
        if parent in parents and child not in ancestors(parent, parents):
            assert {below for above, below in pairs if above == child} <= {
                below for above, below in pairs if above == parent
            }


def test_a_ring_of_departments_ends_where_it_closes() -> None:
    assert ancestors(1, {1: 2, 2: 3, 3: 1}) == [1, 2, 3]
    assert ancestors(1, {1: 1}) == [1]
    assert ancestors(9, {1: None}) == []


def test_a_department_whose_parent_is_not_visible_stands_at_the_top() -> None:
    assert plant([Department(5, 1, "shop"), Department(6, 5, "counter")])[5].parent_id is None
    assert plant([Department(5, 1, "shop"), Department(6, 5, "counter")])[6].parent_id == 5


def test_a_team_is_what_one_leads_or_else_where_one_works() -> None:
    assert team_roots([2, 3], [3]) == {3}
    assert team_roots([2, 3], []) == {2, 3}
    assert team_roots([], []) == frozenset()


# Rights


def test_built_in_roles_hold_only_known_rights() -> None:
    for role in BUILT_IN.values():
        if role.name != "admin":
            check_known(role.rights)
            assert "*" not in role.rights


def test_what_each_role_may_not() -> None:
    assert not BUILT_IN["sales"].rights & {"customers.reveal", "customers.write", "imports.write", "staff.read"}
    assert "audit.read" not in BUILT_IN["operator"].rights
    assert "customers.reveal" not in BUILT_IN["operator"].rights
    assert all(right.endswith(".read") or right == "customers.reveal" for right in BUILT_IN["compliance"].rights)
    assert BUILT_IN["developer"].rights == {"events.write", "imports.write"}
    assert (BUILT_IN["sales"].scope, BUILT_IN["manager"].scope) == (Scope.OWN, Scope.TEAM)


@given(st.lists(roles, max_size=4))
def test_roles_add_up_to_their_union_and_the_widest_scope(held: list[Role]) -> None:
    reach = reach_of(held)

    for role in held:
        assert role.rights <= reach.rights
    assert all(any(right in role.rights for role in held) for right in reach.rights)
    assert reach.scope is (
        Scope.ALL
        if any(role.scope is Scope.ALL for role in held)
        else Scope.TEAM
        if any(role.scope is Scope.TEAM for role in held)
        else Scope.OWN
    )


@given(rights, rights)
def test_a_key_never_holds_more_than_it_was_made_for_nor_more_than_its_owner(
    wanted: frozenset[str], owner: frozenset[str]
) -> None:
    kept = narrowed(wanted, owner)

    assert kept <= wanted
    assert "*" in owner or kept <= owner


@given(roles, roles)
def test_nobody_gives_what_they_do_not_hold(giver: Role, given_role: Role) -> None:
    viewer = Viewer(user_id=1, staff_id=None, scope=giver.scope, rights=giver.rights)
    width = [Scope.OWN, Scope.TEAM, Scope.ALL]
    is_within = width.index(given_role.scope) <= width.index(giver.scope) and (
        "*" in giver.rights or given_role.rights <= giver.rights
    )

    if is_within:
        check_may_touch(viewer, reach_of([given_role]))
    else:
        with pytest.raises(BeyondOwnRights):
            check_may_touch(viewer, Reach(given_role.rights, given_role.scope))


def test_only_rights_that_exist_can_be_given() -> None:
    with pytest.raises(UnknownRight):
        check_known(["customers.read", "customers.rule"])
    with pytest.raises(UnknownRight):
        check_known(["*"])


# Waits


@given(st.integers(0, 10_000))
def test_waits_grow_and_never_beyond_the_longest(failures: int) -> None:
    assert timedelta() <= wait_after(failures, ACCOUNT) <= wait_after(failures + 1, ACCOUNT) <= ACCOUNT.most


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=60))
def test_however_guesses_are_timed_only_few_are_looked_at(gaps: list[int]) -> None:
    tries, now, looked_at = Tries(), T0, 0
    for gap in gaps:
        now += timedelta(seconds=gap)
        if not seconds_left(tries, now):
            tries, looked_at = count_try(tries, now, ACCOUNT), looked_at + 1

    spent = (now - T0).total_seconds()
    # 5 free, 9 while the wait doubles up to 15 minutes, then one each 15 minutes.
    assert looked_at <= 5 + 10 + spent / ACCOUNT.most.total_seconds()


def test_ten_thousand_guesses_in_a_day_are_about_a_hundred() -> None:
    tries, looked_at = Tries(), 0
    for second in range(0, 86_400, 8):
        now = T0 + timedelta(seconds=second)
        if not seconds_left(tries, now):
            tries, looked_at = count_try(tries, now, ACCOUNT), looked_at + 1

    assert 90 < looked_at < 115


def test_a_quiet_day_forgets_all() -> None:
    tries = Tries(40, T0, T0 + timedelta(minutes=15))

    assert count_try(tries, T0 + timedelta(days=1), SOURCE) == Tries(1, T0 + timedelta(days=1), None)
    assert count_try(tries, T0 + timedelta(hours=23), SOURCE).failures == 41


def test_seconds_are_rounded_up_so_that_waiting_them_is_enough() -> None:
    tries = Tries(9, T0, T0 + timedelta(seconds=1.2))

    assert seconds_left(tries, T0) == 2
    assert seconds_left(tries, T0 + timedelta(seconds=2)) == 0


@given(st.integers(1, 100))
def test_taking_back_undoes_one_try(failures: int) -> None:
    patience = Patience(3, timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1))
    before = Tries(failures, T0, None)

    assert take_back(count_try(before, T0, patience)).failures == failures


@pytest.mark.parametrize(
    ("host", "source"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("not an address", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_source_is_an_address_or_a_home_network(host: str | None, source: str) -> None:
    assert source_of(host) == source


# Credentials


@pytest.mark.parametrize("login", ["a", "", "with space", "半\x00", "x" * 65, "semi;colon", "<script>"])
def test_logins_that_nobody_can_type_or_trust_are_refused(login: str) -> None:
    with pytest.raises(LoginRefused):
        normal_login(login)


@pytest.mark.parametrize(
    "password", ["short", "x" * 129, "aaaaaaaaaaaa", "my-wang-password", "Password123", "1234567890"]
)
def test_guessable_passwords_are_refused(password: str) -> None:
    with pytest.raises(PasswordTooWeak):
        check_password(password, "wang")


@given(st.integers(0, 2**32), st.integers(-3, 3))
def test_a_code_is_right_one_step_around_now_and_only_later_than_the_last(at: int, shift: int) -> None:
    now = datetime.fromtimestamp(at + 1_000_000, UTC)
    step = int(now.timestamp()) // 30 + shift
    code = pyotp.TOTP(SECRET).at(step * 30)

    found = matching_step(SECRET, code, now, 0)

    assert (found is not None) or abs(shift) > 1
    if found is not None:
        assert matching_step(SECRET, code, now, found + 2) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６", " 12345"])
def test_what_is_not_six_digits_is_no_code(code: str) -> None:
    assert matching_step(SECRET, code, T0, 0) is None


@given(st.text(max_size=80))
def test_only_well_formed_keys_are_looked_up(presented: str) -> None:
    parts = split_key(presented)

    assert parts is None or presented == "siyu_{}_{}".format(*parts)


# Origins


@pytest.mark.parametrize(
    ("origin", "is_own"),
    [
        ("http://siyu.test", True),
        ("https://siyu.test", True),
        ("https://siyu.test/login?x=1", True),
        ("https://brand.example", True),
        ("http://brand.example", False),
        ("https://siyu.test.evil.example", False),
        ("https://evil.example/siyu.test", False),
        ("https://siyu.test:444", False),
        ("https://siyu.test@evil.example", False),
        ("null", False),
        ("", False),
        (None, False),
        ("file://siyu.test", False),
        ("https://[", False),
    ],
)
def test_only_our_own_pages_are_our_own(origin: str | None, is_own: bool) -> None:
    assert is_own_origin(origin, host="siyu.test", public_url="https://brand.example") is is_own


# Comings


def a_state(**changes: object) -> MemberState:
    known = {"userid": "amy", "name": "Amy", "departments": (2,), "main_department": 2, "status": StaffStatus.ACTIVE}
    return MemberState(**{**known, "changed_at": T0, "id": 1, **changes})


def facts(**said: object) -> MemberFacts:
    return MemberFacts(userid="amy", **said)


@pytest.mark.parametrize(
    ("before", "said", "kind"),
    [
        (MemberState("amy"), {"status": StaffStatus.ACTIVE}, "joined"),
        (a_state(status=StaffStatus.LEFT), {"status": StaffStatus.ACTIVE}, "joined"),
        (a_state(), {"departments": (3,)}, "moved"),
        (a_state(), {"status": StaffStatus.DISABLED}, "suspended"),
        (a_state(status=StaffStatus.DISABLED), {"status": StaffStatus.ACTIVE}, None),
        (a_state(), {"status": StaffStatus.LEFT}, "left"),
        (a_state(), {"name": "Amy Wang"}, None),
        (MemberState("amy"), {"status": StaffStatus.LEFT}, "left"),
    ],
)
def test_what_a_statement_means(before: MemberState, said: dict, kind: str | None) -> None:
    step = take_in(before, facts(**said), T0)

    assert step is not None
    assert step.kind == kind


def test_the_same_statement_again_is_nothing() -> None:
    step = take_in(a_state(), facts(name="Amy", departments=(2,), status=StaffStatus.ACTIVE), T0)

    assert step is None


def test_an_older_statement_is_nothing() -> None:
    assert take_in(a_state(), facts(status=StaffStatus.LEFT), T0 - timedelta(seconds=1)) is None


def test_a_leaver_keeps_the_departments_they_worked_in() -> None:
    step = take_in(a_state(is_contact_enabled=True), facts(status=StaffStatus.LEFT, departments=()), T0)

    assert step is not None
    assert (step.after.departments, step.after.is_contact_enabled) == ((2,), False)


def test_who_comes_back_begins_another_spell() -> None:
    step = take_in(a_state(status=StaffStatus.LEFT, spell=1), facts(status=StaffStatus.ACTIVE), T0)

    assert step is not None
    assert step.after.spell == 2


said_of_a_member = st.builds(
    facts,
    name=st.none() | st.sampled_from(["Amy", "Bea"]),
    departments=st.none() | st.lists(st.integers(1, 4), max_size=3).map(tuple),
    main_department=st.none() | st.integers(1, 4),
    status=st.none() | st.sampled_from(StaffStatus),
)


@given(st.lists(said_of_a_member, max_size=8))
def test_hearing_everything_twice_is_hearing_it_once(story: list[MemberFacts]) -> None:
    once = twice = MemberState("amy")
    for one in story:
        once = step.after if (step := take_in(once, one, T0)) else once
        for _ in range(2):
            twice = step.after if (step := take_in(twice, one, T0)) else twice

    assert once == twice
