import { PauseOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { useSaid, useWords } from "@/lib/words";
import { Face, StateChip } from "@/ui/chips";
import { Moment } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";

import { useStream, type Happening } from "../useStream";
import { overviewWords } from "../words";

/** 刚刚发生: people at this moment; paused it stands still and counts what it holds back. */
export function Stream() {
  const say = useWords(overviewWords);
  const { recent, happenings, isLive, hasGap } = useStream();
  const [held, setHeld] = useState<Happening[] | null>(null);
  const shown = held ?? happenings;
  const newest = held?.[0]?.place;
  const waiting = held ? happenings.findIndex(({ place }) => place === newest) : 0;
  return (
    <Card
      title={say("stream")}
      extra={
        <span className="row">
          <StateChip tone={held ? "violet" : isLive ? "green" : "grey"}>
            {held ? say("pausedWith", { count: waiting < 0 ? happenings.length : waiting }) : say(isLive ? "live" : "reconnecting")}
          </StateChip>
          <Button
            size="small"
            icon={held ? <PlayCircleOutlined /> : <PauseOutlined />}
            aria-pressed={held !== null}
            onClick={() => setHeld(held ? null : happenings)}
          >
            {say(held ? "resume" : "pause")}
          </Button>
        </span>
      }
    >
      {hasGap ? <p className="meta">{say("gap")}</p> : null}
      <Asked query={recent} rows={8} isPart>
        {() =>
          shown.length ? (
            <ol className="stream region" data-part="stream" tabIndex={0} aria-label={say("stream")}>
              {shown.map((one) => (
                <Line key={one.place} one={one} />
              ))}
            </ol>
          ) : (
            <p className="muted" data-state="empty">{say("streamNone")}</p>
          )
        }
      </Asked>
    </Card>
  );
}

function Line({ one }: { one: Happening }) {
  const say = useWords(overviewWords);
  const said = useSaid();
  const what = (
    <>
      {one.customer_name ? <strong>{one.customer_name}</strong> : null} {said(one)}
    </>
  );
  return (
    <li className="stream-line" data-happening={one.name}>
      {one.customer_name ? <Face name={one.customer_name} id={one.customer_id ?? 0} size={24} /> : <span style={{ width: 24 }} />}
      <span className="grow cut">
        {one.customer_id ? <Link to={`/customers/${one.customer_id}?tab=timeline&at=${encodeURIComponent(one.occurred_at)}`}>{what}</Link> : what}
        {one.staff_name ? <span className="meta"> {say("by", { name: one.staff_name })}</span> : null}
      </span>
      <span className="meta"><Moment at={one.occurred_at} /></span>
    </li>
  );
}
