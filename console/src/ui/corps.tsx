import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import type { ReactNode } from "react";

import { api, ask, type Schemas } from "@/lib/api";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";

import { Asked, Empty } from "./states";
import { uiWords } from "./words";

export function useCorps() {
  return useQuery({ queryKey: ["corps"], queryFn: () => ask(api.GET("/v1/corps")), staleTime: 30_000 });
}

/** What is shown of one corp: the one of the address, else the first; without any, the way to the set-up. */
export function OfCorp({ children }: { children: (corp: Schemas["CorpOut"], choice: ReactNode) => ReactNode }) {
  const address = useAddress();
  const query = useCorps();
  return <Asked query={query}>{(corps) => <Chosen corps={corps} wanted={Number(address.get("corp"))} onChoose={(id) => address.set({ corp: String(id), department: null })}>{children}</Chosen>}</Asked>;
}

interface ChosenProps {
  corps: Schemas["CorpOut"][];
  wanted: number;
  onChoose: (id: number) => void;
  children: (corp: Schemas["CorpOut"], choice: ReactNode) => ReactNode;
}

function Chosen({ corps, wanted, onChoose, children }: ChosenProps) {
  const say = useWords(uiWords);
  const corp = corps.find(({ id }) => id === wanted) ?? corps[0];
  if (!corp)
    return (
      <Empty picture="not-connected" title={say("corpNone")} text={say("corpNoneText")} actions={<Button type="primary" href="/settings/wecom">{say("corpEnter")}</Button>} />
    );
  const choice =
    corps.length > 1 ? (
      <Select aria-label={say("corp")} value={corp.id} onChange={onChoose} style={{ minWidth: 160 }} options={corps.map(({ id, name }) => ({ value: id, label: name }))} />
    ) : null;
  return <>{children(corp, choice)}</>;
}
