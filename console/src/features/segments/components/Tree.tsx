import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";

import { useWords } from "@/lib/words";

import { add, blank, isGroup, KINDS, put, type Except, type Group, type Kind, type Line, type Node, type Path } from "../rule";
import { segmentWords } from "../words";
import { LineEditor } from "./LineEditor";

interface TreeProps {
  root: Group;
  onChange: (root: Group) => void;
}

/** Groups and lines; everything is reached with Tab, `+` buttons add, nothing needs dragging. */
export function Tree({ root, onChange }: TreeProps) {
  return <GroupBox group={root} path={[]} root={root} onChange={onChange} isRoot />;
}

interface BoxProps extends TreeProps {
  group: Group;
  path: Path;
  isRoot?: boolean;
}

function GroupBox({ group, path, root, onChange, isRoot = false }: BoxProps) {
  const say = useWords(segmentWords);
  const replace = (next: Node | null) => onChange(isRoot ? (next as Group) : put(root, path, next));
  const more = (node: Node) => onChange(add(root, path, node));
  return (
    <fieldset className={isRoot ? "rule-group root" : "rule-group"}>
      <legend className="sr">{say("matchLabel")}</legend>
      <div className="row apart">
        <Segmented
          size="small"
          value={group.type}
          onChange={(type) => replace({ ...group, type: type as Group["type"] })}
          options={[
            { value: "all", label: say("matchAll") },
            { value: "any", label: say("matchAny") },
          ]}
        />
        {isRoot ? null : <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={say("removeGroup")} onClick={() => replace(null)} />}
      </div>
      <ul className="stack tight">
        {group.of.map((node, n) => (
          <li key={n}>
            <NodeBox node={node} path={[...path, n]} root={root} onChange={onChange} />
          </li>
        ))}
      </ul>
      <div className="row">
        <Button size="small" icon={<PlusOutlined />} onClick={() => more(blank("event"))}>{say("addLine")}</Button>
        <Button size="small" icon={<PlusOutlined />} onClick={() => more({ type: "any", of: [blank("tags")] })}>{say("addGroup")}</Button>
        <Button size="small" icon={<PlusOutlined />} onClick={() => more({ type: "not", of: { type: "any", of: [blank("tags")] } })}>{say("except")}</Button>
      </div>
    </fieldset>
  );
}

function NodeBox({ node, path, root, onChange }: { node: Node; path: Path } & TreeProps) {
  if (isGroup(node)) return <GroupBox group={node} path={path} root={root} onChange={onChange} />;
  if (node.type === "not") return <ExceptBox node={node} path={path} root={root} onChange={onChange} />;
  return <LineBox line={node} path={path} root={root} onChange={onChange} />;
}

function ExceptBox({ node, path, root, onChange }: { node: Except; path: Path } & TreeProps) {
  const say = useWords(segmentWords);
  const inner: Group = isGroup(node.of) ? node.of : { type: "any", of: [node.of] };
  const wrapped = isGroup(node.of) ? root : put(root, path, { type: "not", of: inner });
  return (
    <div className="rule-except">
      <span className="chip amber">{say("except")}</span>
      <GroupBox group={inner} path={path} root={wrapped} onChange={(next) => onChange(unwrapped(next, path))} />
    </div>
  );
}

/** Changing how the group of an exception is judged must keep the exception around it. */
function unwrapped(root: Group, path: Path): Group {
  const found = path.reduce<Node | undefined>((node, n) => {
    const group = node?.type === "not" ? node.of : node;
    return group && isGroup(group) ? group.of[n] : undefined;
  }, root);
  return found && isGroup(found) ? put(root, path, { type: "not", of: found }) : root;
}

function LineBox({ line, path, root, onChange }: { line: Line; path: Path } & TreeProps) {
  const say = useWords(segmentWords);
  const replace = (next: Node | null) => onChange(put(root, path, next));
  return (
    <div className="rule-line">
      <Select<Kind>
        aria-label={say("kind")}
        value={line.type}
        style={{ width: 120 }}
        onChange={(kind) => replace(blank(kind))}
        options={KINDS.map((kind) => ({ value: kind, label: say(`k_${kind}`) }))}
      />
      <LineEditor line={line} onChange={replace} />
      <Button type="text" icon={<DeleteOutlined />} aria-label={say("remove")} onClick={() => replace(null)} />
    </div>
  );
}
