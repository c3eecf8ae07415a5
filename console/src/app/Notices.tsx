import { BellOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Badge, Button, Drawer } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { api, ask } from "@/lib/api";
import { useSaid, useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { StateChip } from "@/ui/chips";
import { Moment } from "@/ui/numbers";
import { Asked, Empty } from "@/ui/states";

import { appWords } from "./words";

const TONES = { info: "blue", warning: "amber", error: "red" } as const;

/** What happened while one was away; each line leads to where it happened. */
export function Notices() {
  const say = useWords(appWords);
  const said = useSaid();
  const [isOpen, setOpen] = useState(false);
  const query = useQuery({
    queryKey: ["notices"],
    queryFn: () => ask(api.GET("/v1/notices")),
    refetchInterval: 30_000,
  });
  const read = useAct({ run: () => ask(api.POST("/v1/notices/read", { body: { ids: null } })), renews: [["notices"]] });
  const unread = query.data?.unread_n ?? 0;
  return (
    <>
      <Badge count={unread} size="small" offset={[-6, 6]}>
        <Button type="text" icon={<BellOutlined />} onClick={() => setOpen(true)} aria-label={unread ? say("unread", { count: unread }) : say("notices")} />
      </Badge>
      <Drawer title={say("notices")} open={isOpen} onClose={() => setOpen(false)} size={420} extra={unread ? <Button size="small" onClick={() => read.mutate()}>{say("markRead")}</Button> : null}>
        <Asked query={query} isPart>
          {({ items }) =>
            items.length === 0 ? (
              <Empty picture="done" title={say("noticesNone")} />
            ) : (
              <ul className="stack">
                {items.map((one) => (
                  <li key={one.id}>
                    <Link to={one.link} onClick={() => setOpen(false)} style={{ fontWeight: one.read_at ? 400 : 600 }}>{said(one)}</Link>
                    <div className="row">
                      <StateChip tone={TONES[one.severity]}><Moment at={one.told_at} /></StateChip>
                    </div>
                  </li>
                ))}
              </ul>
            )
          }
        </Asked>
      </Drawer>
    </>
  );
}
