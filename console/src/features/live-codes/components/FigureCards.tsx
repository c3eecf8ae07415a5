import type { Schemas } from "@/lib/api";
import { useWords } from "@/lib/words";
import { NumberLink } from "@/ui/numbers";

import type { Code } from "../queries";
import { codeWords } from "../words";
import { FIGURES } from "./figures";

interface FiguresProps {
  code: Code;
  total: Schemas["FiguresOut"];
  first: string;
  last: string;
}

/** What the code brought in the period; each number opens the people it counts. */
export function Figures({ code, total, first, last }: FiguresProps) {
  const say = useWords(codeWords);
  return (
    <div className="figures">
      {FIGURES.map(([key, word]) => (
        <div className="card" key={key}>
          <div className="muted">{say(word)}</div>
          <div className="big">
            <NumberLink value={total[key]} label={say(word)} to={`/live-codes/${code.id}/people?figure=${key}&first=${first}&last=${last}`} />
          </div>
        </div>
      ))}
    </div>
  );
}
