import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { api, ask, Refusal, type Schemas } from "@/lib/api";
import { useMeta } from "@/lib/session";
import { useLanguage, useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { Mark } from "@/ui/pictures";

import { Cards } from "./components/Cards";
import { signInWords } from "./words";

interface Wanted {
  login: string;
  password: string;
  code?: string;
}

/** Only a place of this product: never a foreign address. */
function safePlace(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}

export default function SignInPage() {
  const say = useWords(signInWords);
  const [language, setLanguage] = useLanguage();
  const { data: meta } = useMeta();
  const [params] = useSearchParams();
  const go = useNavigate();
  const client = useQueryClient();
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [needsCode, setNeedsCode] = useState(false);
  const signIn = useAct({
    run: (wanted: Wanted) => ask(api.POST("/v1/sign-in", { body: { ...wanted, code: wanted.code || null } as Schemas["SignInBody"] })),
    onDone: () => {
      client.removeQueries({ queryKey: ["me"] });
      void go(safePlace(params.get("next")), { replace: true });
    },
    onFailed: (error) => {
      if (!(error instanceof Refusal)) return false;
      if (error.code.includes("second_factor") || error.code.includes("code_needed")) setNeedsCode(true);
      setRefused(error);
      return true;
    },
  });
  const cards = meta?.demo_cards ?? [];
  return (
    <div className="sign-in" data-page="sign-in">
      <div className={cards.length ? "sign-in-box" : "sign-in-box alone"}>
        <section className="card stack">
          <div className="row apart">
            <span className="row"><Mark /><strong>{meta?.organisation || "Siyu"}</strong></span>
            <Button type="text" size="small" onClick={() => setLanguage(language === "zh" ? "en" : "zh")}>{say("language")}</Button>
          </div>
          <h1 style={{ fontSize: 20, lineHeight: "28px" }}>{say("title")}</h1>
          {refused ? <Alert type="error" showIcon title={refused.message} role="alert" /> : null}
          <Form layout="vertical" onFinish={signIn.mutate} requiredMark={false}>
            <Form.Item name="login" label={say("login")} rules={[{ required: true, message: say("needed") }]}>
              <Input autoComplete="username" autoFocus />
            </Form.Item>
            <Form.Item name="password" label={say("password")} rules={[{ required: true, message: say("needed") }]}>
              <Input.Password autoComplete="current-password" />
            </Form.Item>
            {needsCode ? (
              <Form.Item name="code" label={say("code")} extra={say("codeHint")} rules={[{ required: true, message: say("needed") }]}>
                <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
              </Form.Item>
            ) : null}
            <Button type="primary" htmlType="submit" block loading={signIn.isPending}>{say("submit")}</Button>
          </Form>
          <p className="meta">{say("tagline")}</p>
        </section>
        {cards.length ? <Cards cards={cards} isBusy={signIn.isPending} onEnter={({ login, password }) => signIn.mutate({ login, password })} /> : null}
      </div>
    </div>
  );
}
