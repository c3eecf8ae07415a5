import { useWords } from "@/lib/words";
import { StateChip, type Tone } from "@/ui/chips";

import { codeWords } from "../words";

const TONES: Record<string, Tone> = { creating: "blue", active: "green", unknown: "violet", failed: "red", retiring: "blue", retired: "grey" };

export function CodeState({ status }: { status: string }) {
  const say = useWords(codeWords);
  return <StateChip tone={TONES[status] ?? "grey"}>{say(`s_${status}` as "s_active")}</StateChip>;
}
