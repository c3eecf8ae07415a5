import { Button, Form, Input, QRCode } from "antd";
import { useState } from "react";

import { api, ask, type Schemas } from "@/lib/api";
import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { Copyable } from "@/ui/inputs";
import { Card } from "@/ui/page";

import { accountWords } from "../words";

type Offer = Schemas["SecondFactorOffer"];

/** Ask for a secret with the password, show it once, put it in force with a first code. */
export function SecondFactor({ isOn }: { isOn: boolean }) {
  const say = useWords(accountWords);
  const { done } = useTell();
  const [offer, setOffer] = useState<Offer | null>(null);
  const start = useAct({
    run: (body: { password: string }) => ask(api.POST("/v1/me/second-factor", { body })),
    onDone: setOffer,
  });
  const drop = useAct({
    run: (body: { password: string }) => ask(api.POST("/v1/me/second-factor/removal", { body })),
    renews: [["me"]],
    onDone: () => done(say("factorGone")),
  });
  const confirm = useAct({
    run: (body: { code: string }) => ask(api.PUT("/v1/me/second-factor", { body })),
    renews: [["me"]],
    onDone: () => {
      setOffer(null);
      done(say("factorDone"));
    },
  });
  return (
    <Card title={say("factor")}>
      <p>{say(isOn ? "factorOn" : "factorOff")}</p>
      {offer ? (
        <Form layout="vertical" onFinish={confirm.mutate}>
          <p className="meta">{say("scan")}</p>
          <QRCode value={offer.address} size={160} color="#14201F" bgColor="#FFFFFF" />
          <Copyable value={offer.secret} />
          <Form.Item name="code" label={say("code")} rules={[{ required: true, len: 6, message: say("code") }]}>
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={confirm.isPending}>{say("confirm")}</Button>
        </Form>
      ) : (
        <Form layout="vertical" onFinish={isOn ? drop.mutate : start.mutate} key={String(isOn)}>
          <Form.Item name="password" label={say("confirmPassword")} rules={[{ required: true, message: say("confirmPassword") }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Button htmlType="submit" danger={isOn} loading={start.isPending || drop.isPending}>{say(isOn ? "turnOff" : "turnOn")}</Button>
        </Form>
      )}
    </Card>
  );
}
