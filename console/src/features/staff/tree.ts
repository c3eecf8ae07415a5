export interface Department {
  id: number;
  name: string;
  parent_id: number | null;
  sort_order: number;
}

export interface Branch {
  value: number;
  title: string;
  children: Branch[];
}

/** Departments under their parents, in WeCom's order; one whose parent is unknown stands at the top. */
export function treeOf(departments: Department[]): Branch[] {
  const known = new Set(departments.map(({ id }) => id));
  const sorted = [...departments].sort((a, b) => b.sort_order - a.sort_order || a.id - b.id);
  const under = (parent: number | null): Branch[] =>
    sorted
      .filter(({ parent_id }) => (parent_id !== null && known.has(parent_id) ? parent_id : null) === parent)
      .map(({ id, name }) => ({ value: id, title: name, children: under(id) }));
  return under(null);
}
