"""Department trees. Pure, and safe against cycles and orphans, which outside data may hold."""

from collections.abc import Iterable, Mapping

from siyu.staff.contracts import Department

#: A tree deeper than this is cut; WeCom allows 15 levels.
MOST_LEVELS = 64


def plant(departments: Iterable[Department]) -> dict[int, Department]:
    """The departments by id; whose parent is not among them stands at the top."""
    known = {department.id: department for department in departments}
    return {
        department.id: Department(
            department.id,
            department.parent_id if department.parent_id in known else None,
            department.name,
            department.sort_order,
        )
        for department in known.values()
    }


def ancestors(department_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """The department itself and everything above it, nearest first; a cycle ends where it closes."""
    chain: list[int] = []
    step: int | None = department_id
    while step is not None and step in parents and step not in chain and len(chain) < MOST_LEVELS:
        chain.append(step)
        step = parents[step]
    return chain


def closure(parents: Mapping[int, int | None]) -> set[tuple[int, int]]:
    """Every pair (ancestor, department), each department being its own ancestor too."""
    return {(above, department) for department in parents for above in ancestors(department, parents)}


def team_roots(memberships: Iterable[int], leads: Iterable[int]) -> frozenset[int]:
    """Where a viewer with team scope begins: the departments they lead, else those they belong to."""
    return frozenset(leads) or frozenset(memberships)
