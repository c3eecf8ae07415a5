import { Select } from "antd";
import { useState } from "react";

import { api, ask } from "@/lib/api";
import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";

import { useChannels } from "../queries";
import { codeWords } from "../words";

interface ChannelSelectProps {
  value?: number | null;
  onChange?: (id: number | null) => void;
}

/** A channel of the list; a name that is not there yet is added with Enter. */
export function ChannelSelect({ value, onChange, ...rest }: ChannelSelectProps & { id?: string }) {
  const say = useWords(codeWords);
  const channels = useChannels();
  const mayWrite = useMay("codes.write");
  const [words, setWords] = useState("");
  const add = useAct({
    run: (name: string) => ask(api.POST("/v1/acquisition-channels", { body: { name } })),
    renews: [["channels"]],
    onDone: (made) => {
      setWords("");
      onChange?.(made.id);
    },
  });
  const isNew = words.trim() !== "" && !channels.data?.items.some((one) => one.name === words.trim());
  return (
    <Select
      {...rest}
      allowClear
      showSearch={{ optionFilterProp: "label", searchValue: words, onSearch: setWords }}
      placeholder={say(mayWrite ? "newChannel" : "noChannel")}
      value={value ?? undefined}
      onChange={(id) => onChange?.(id ?? null)}
      onInputKeyDown={(event) => {
        if (event.key !== "Enter" || event.nativeEvent.isComposing || !isNew || !mayWrite) return;
        event.preventDefault();
        event.stopPropagation();
        add.mutate(words.trim());
      }}
      options={channels.data?.items.map((one) => ({ value: one.id, label: one.name }))}
    />
  );
}
