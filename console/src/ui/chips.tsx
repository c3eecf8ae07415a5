import {
  CheckOutlined,
  ClockCircleOutlined,
  CloseOutlined,
  ExclamationCircleOutlined,
  InfoCircleOutlined,
  MinusOutlined,
  PauseOutlined,
  QuestionOutlined,
  UploadOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";

import { mayShow } from "@/lib/pictures";
import { useMeta } from "@/lib/session";
import { useWords } from "@/lib/words";

import { uiWords } from "./words";

export type Tone = "grey" | "green" | "amber" | "red" | "blue" | "violet";

const ICONS: Record<Tone, ReactNode> = {
  grey: <MinusOutlined />,
  green: <CheckOutlined />,
  amber: <ExclamationCircleOutlined />,
  red: <CloseOutlined />,
  blue: <InfoCircleOutlined />,
  violet: <PauseOutlined />,
};

/** A state: icon shape, word and colour, never colour alone. */
export function StateChip({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={`chip ${tone}`}>
      {icon ?? ICONS[tone]}
      {children}
    </span>
  );
}

export const SEND_STATES = [
  "planned",
  "held",
  "dispatching",
  "submitted",
  "delivered",
  "failed",
  "unknown",
  "skipped",
] as const;
export type SendState = (typeof SEND_STATES)[number];

const SEND: Record<SendState, [Tone, ReactNode]> = {
  planned: ["grey", <ClockCircleOutlined key="i" />],
  held: ["violet", <PauseOutlined key="i" />],
  dispatching: ["blue", <UploadOutlined key="i" />],
  submitted: ["amber", <ExclamationCircleOutlined key="i" />],
  delivered: ["green", <CheckOutlined key="i" />],
  failed: ["red", <CloseOutlined key="i" />],
  unknown: ["violet", <QuestionOutlined key="i" />],
  skipped: ["grey", <MinusOutlined key="i" />],
};

/** Where a message stands; 待员工确认 is not 已送达. */
export function SendChip({ state }: { state: SendState }) {
  const say = useWords(uiWords);
  const [tone, icon] = SEND[state];
  return (
    <span className={`chip ${tone}${state === "unknown" ? " dashed" : ""}`}>
      {icon}
      {say(state)}
    </span>
  );
}

const TINTS = ["#D3EAEC", "#F6E3C8", "#DAD9F2", "#F2D9DE", "#DDEEDF", "#EBDDF3"];

/** The picture of a person where its host is one of those the page may ask, else the last character of the name on one of six tints chosen by id. */
export function Face({ name, id, src, size = 32 }: { name: string; id: number; src?: string | null; size?: number }) {
  const { data: meta } = useMeta();
  const style = { width: size, height: size, borderRadius: "50%", flex: "none" };
  if (src && mayShow(src, meta?.picture_hosts ?? [])) return <img src={src} alt="" style={style} loading="lazy" referrerPolicy="no-referrer" />;
  const letter = letterOf(name);
  return (
    <span
      aria-hidden
      style={{
        ...style,
        background: TINTS[id % TINTS.length],
        color: "#14201F",
        display: "inline-flex",
        alignItems: "center",
        justifyContent: "center",
        fontSize: size / 2.2,
        fontWeight: 600,
      }}
    >
      {letter}
    </span>
  );
}

/** The last character of a Chinese name, the first letter of others. */
function letterOf(name: string): string {
  const letters = [...name.trim()];
  const last = letters.at(-1) ?? "?";
  return /\p{Script=Han}/u.test(last) ? last : (letters[0] ?? "?").toUpperCase();
}
