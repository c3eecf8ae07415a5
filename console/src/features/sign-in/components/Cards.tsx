import { ArrowRightOutlined } from "@ant-design/icons";
import { Button } from "antd";

import type { Schemas } from "@/lib/api";
import { useLanguage, useWords } from "@/lib/words";

import { signInWords } from "../words";

type Card = Schemas["SignInCardOut"];

/** In a demo one may simply be somebody. */
export function Cards({ cards, isBusy, onEnter }: { cards: Card[]; isBusy: boolean; onEnter: (card: Card) => void }) {
  const say = useWords(signInWords);
  const [language] = useLanguage();
  return (
    <section className="stack tight">
      <h2 style={{ fontSize: 16, lineHeight: "24px" }}>{say("demoTitle")}</h2>
      {cards.map((card) => {
        const role = language === "zh" ? card.title_zh : card.title_en;
        return (
          <div className="card row apart" key={card.login}>
            <div className="grow">
              <strong>{role}</strong>
              <p className="meta">{language === "zh" ? card.about_zh : card.about_en}</p>
            </div>
            <Button icon={<ArrowRightOutlined />} disabled={isBusy} onClick={() => onEnter(card)}>{say("enterAs", { role })}</Button>
          </div>
        );
      })}
    </section>
  );
}
