import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useMemo, useState, type KeyboardEvent } from "react";
import { useNavigate } from "react-router";

import { api, ask } from "@/lib/api";
import { useMe } from "@/lib/session";
import { useLanguage, useWords } from "@/lib/words";

import { navigationOf } from "./navigation";
import { appWords } from "./words";

interface Hit {
  key: string;
  group: string;
  title: string;
  detail: string;
  link: string;
}

/** ⌘K: people, things and pages by whatever one remembers of them. */
export function Find({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const say = useWords(appWords);
  const go = useNavigate();
  const [text, setText] = useState("");
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const hits = useHits(words);
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    void go(hit.link);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt((n) => Math.min(n + 1, hits.length - 1));
    else if (event.key === "ArrowUp") setAt((n) => Math.max(n - 1, 0));
    else if (event.key === "Enter") open(hits[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal open={isOpen} onCancel={onClose} footer={null} closable={false} title={<span className="sr">{say("search")}</span>} destroyOnHidden afterClose={() => { setText(""); setWords(""); setAt(0); }}>
      <Input
        autoFocus
        size="large"
        prefix={<SearchOutlined />}
        placeholder={say("searchPlaceholder")}
        aria-label={say("search")}
        aria-controls="found"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
          if (!(event.nativeEvent as InputEvent).isComposing) setWords(event.target.value.trim());
        }}
        onCompositionEnd={(event) => setWords(event.currentTarget.value.trim())}
        onKeyDown={onKey}
      />
      <Hits hits={hits} at={at} words={words} onOpen={open} />
    </Modal>
  );
}

function Hits({ hits, at, words, onOpen }: { hits: Hit[]; at: number; words: string; onOpen: (hit: Hit) => void }) {
  const say = useWords(appWords);
  return (
    <ul id="found" role="listbox" aria-label={say("search")} style={{ maxHeight: 420, overflow: "auto", marginTop: 8 }}>
      {hits.map((hit, n) => (
        <li key={hit.key} role="option" aria-selected={n === at}>
          {hits[n - 1]?.group === hit.group ? null : <div className="meta" style={{ padding: "8px 8px 0" }}>{hit.group}</div>}
          <button type="button" tabIndex={-1} className={n === at ? "find on" : "find"} onClick={() => onOpen(hit)}>
            <span className="row apart">
              <span className="cut">{hit.title}</span>
              <span className="meta">{hit.detail}</span>
            </span>
          </button>
        </li>
      ))}
      {hits.length === 0 && words ? <li className="meta" style={{ padding: 8 }}>{say("searchNone", { words })}</li> : null}
      {words ? null : <li className="meta" style={{ padding: 8 }}>{say("searchHint")}</li>}
    </ul>
  );
}

function useHits(words: string): Hit[] {
  const say = useWords(appWords);
  const [language] = useLanguage();
  const me = useMe();
  const { data } = useQuery({
    queryKey: ["find", words],
    queryFn: () => ask(api.POST("/v1/search", { body: { words } })),
    enabled: words.length > 0,
    staleTime: 10_000,
    placeholderData: (before) => (words ? before : undefined),
  });
  return useMemo(() => {
    const pages = navigationOf(me)
      .flatMap(({ items }) => items.map((item) => ({ ...item, name: say(item.title) })))
      .filter(({ name, path }) => !words || name.toLowerCase().includes(words.toLowerCase()) || path.includes(words.toLowerCase()))
      .map(({ name, path }) => ({ key: path, group: say("pages"), title: name, detail: "", link: path }));
    const found = (words ? (data ?? []) : []).map((one) => ({
      key: `${one.kind}-${one.id}`,
      group: say(`kind_${one.kind}` as "kind_customer"),
      title: one.title,
      detail: [one.detail, language === "zh" ? one.matched_zh : one.matched_en].filter(Boolean).join(" · "),
      link: one.link,
    }));
    return [...found, ...pages];
  }, [data, language, me, say, words]);
}
