import { CopyOutlined, SearchOutlined } from "@ant-design/icons";
import { App, Button, Input, Tooltip } from "antd";
import { useEffect, useRef, useState } from "react";

import { useWords } from "@/lib/words";

import { uiWords } from "./words";

const PAUSE_MS = 250;

interface SearchBoxProps {
  value: string;
  onSearch: (words: string) => void;
  placeholder: string;
  width?: number | string;
}

/** Searches a quarter of a second after the last key, never while an input method is composing. `/` comes here. */
export function SearchBox({ value, onSearch, placeholder, width = 280 }: SearchBoxProps) {
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  if (told !== value) {
    setTold(value);
    setText(value);
  }
  const composing = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const soon = (next: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(next.trim()), PAUSE_MS);
  };
  return (
    <Input
      data-page-search
      allowClear
      aria-label={placeholder}
      placeholder={placeholder}
      prefix={<SearchOutlined />}
      style={{ width, maxWidth: "100%" }}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        if (!composing.current) soon(event.target.value);
      }}
      onCompositionStart={() => {
        composing.current = true;
        clearTimeout(timer.current);
      }}
      onCompositionEnd={(event) => {
        composing.current = false;
        soon(event.currentTarget.value);
      }}
      onPressEnter={(event) => {
        if (event.nativeEvent.isComposing) return;
        clearTimeout(timer.current);
        onSearch(event.currentTarget.value.trim());
      }}
    />
  );
}

export function CopyButton({ value, label }: { value: string; label?: string }) {
  const say = useWords(uiWords);
  const { message } = App.useApp();
  return (
    <Tooltip title={label ?? say("copy")}>
      <Button
        size="small"
        type="text"
        icon={<CopyOutlined />}
        aria-label={label ?? say("copy")}
        onClick={() => void navigator.clipboard.writeText(value).then(() => message.success(say("copied")))}
      />
    </Tooltip>
  );
}

/** A value to carry elsewhere: it wraps, and is copied with one press. */
export function Copyable({ value }: { value: string }) {
  return (
    <span className="row tight">
      <code style={{ overflowWrap: "anywhere" }}>{value}</code>
      <CopyButton value={value} />
    </span>
  );
}
