import { Button } from "antd";
import { Link, useNavigate } from "react-router";

import { useSaid, useWords } from "@/lib/words";
import { StateChip, type Tone } from "@/ui/chips";
import { NumberLink } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";

import { useTodos, type Todo } from "../queries";
import { overviewWords } from "../words";

const TONES: Record<Todo["severity"], Tone> = { info: "blue", warning: "amber", error: "red" };

/** First what waits for a decision, then what does not work; each line opens exactly what it counts. */
export function Todos() {
  const say = useWords(overviewWords);
  const query = useTodos();
  const go = useNavigate();
  const first = query.data?.todo[0] ?? query.data?.wrong[0];
  return (
    <div className="grid2" data-part="todo">
      <Card
        title={say("todo")}
        extra={first ? <Button type="primary" size="small" onClick={() => void go(first.link)}>{say("openFirst")}</Button> : null}
      >
        <Asked query={query} rows={3} isPart>
          {(todos) => <Lines lines={todos.todo} nothing={say("todoNone")} />}
        </Asked>
      </Card>
      <Card title={say("wrong")}>
        <Asked query={query} rows={3} isPart>
          {(todos) => <Lines lines={todos.wrong} nothing={say("wrongNone")} />}
        </Asked>
      </Card>
    </div>
  );
}

function Lines({ lines, nothing }: { lines: Todo[]; nothing: string }) {
  const say = useWords(overviewWords);
  const said = useSaid();
  if (lines.length === 0)
    return <p data-state="empty"><StateChip tone="green">{nothing}</StateChip></p>;
  return (
    <ul className="stack tight">
      {lines.map((line) => (
        <li key={line.code} className="row" data-todo={line.code}>
          <StateChip tone={TONES[line.severity]}>{say(`severity_${line.severity}`)}</StateChip>
          <strong style={{ minWidth: 32, textAlign: "right" }}>
            <NumberLink value={line.count} to={line.link} label={said(line)} />
          </strong>
          <Link className="grow" to={line.link}>{said(line)}</Link>
        </li>
      ))}
    </ul>
  );
}
