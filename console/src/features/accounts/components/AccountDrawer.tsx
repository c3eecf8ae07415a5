import { Button, Drawer, Form, Input } from "antd";
import { useState } from "react";

import { api, ask, type Schemas } from "@/lib/api";
import { useMe, useMeta } from "@/lib/session";
import { useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";
import { Confirm } from "@/ui/confirm";
import { Moment } from "@/ui/numbers";
import { Facts } from "@/ui/page";
import { Asked } from "@/ui/states";

import { useStaffChoices, useUser, type User } from "../queries";
import { accountsWords } from "../words";
import { AccountState } from "./Accounts";
import { RoleChoice } from "./RoleChoice";

/** One account: what it may do, and the ways to shut it out. */
export function AccountDrawer({ id, mayWrite, onClose }: { id: number; mayWrite: boolean; onClose: () => void }) {
  const say = useWords(accountsWords);
  const query = useUser(id);
  return (
    <Drawer title={query.data ? query.data.name || query.data.login : say("accounts")} open={id > 0} onClose={onClose} size={480}>
      <Asked query={query} isPart rows={8}>{(user) => <Detail key={`${user.id}-${user.roles.join()}-${user.is_active}`} user={user} mayWrite={mayWrite} />}</Asked>
    </Drawer>
  );
}

function Detail({ user, mayWrite }: { user: User; mayWrite: boolean }) {
  const say = useWords(accountsWords);
  const staff = useStaffChoices();
  const { done } = useTell();
  const [roles, setRoles] = useState(user.roles);
  const path = { params: { path: { user_id: user.id } } };
  const change = useAct({
    run: (body: Schemas["UserPatch"]) => ask(api.PATCH("/v1/users/{user_id}", { ...path, body })),
    renews: [["users"]],
    onDone: () => done(say("saved")),
  });
  const isChanged = [...roles].sort().join() !== [...user.roles].sort().join();
  return (
    <div className="stack">
      <Facts
        rows={[
          [say("login"), user.login],
          [say("state"), <AccountState key="s" row={user} />],
          [say("second"), say(user.has_second_factor ? "on" : "off")],
          [say("staffMember"), staff.data?.items.find(({ id }) => id === user.staff_id)?.name ?? "—"],
          [say("since"), <Moment key="m" at={user.created_at} />],
        ]}
      />
      {mayWrite ? (
        <>
          <div className="stack tight">
            <strong>{say("role")}</strong>
            <RoleChoice value={roles} onChange={setRoles} />
            <div><Button type="primary" disabled={!isChanged} loading={change.isPending} onClick={() => change.mutate({ roles })}>{say("saveRoles")}</Button></div>
          </div>
          <Reset user={user} />
          <ShutOut user={user} onSwitch={(is_active) => change.mutate({ is_active })} isBusy={change.isPending} />
        </>
      ) : null}
    </div>
  );
}

function Reset({ user }: { user: User }) {
  const say = useWords(accountsWords);
  const { data: meta } = useMeta();
  const { done } = useTell();
  const [form] = Form.useForm<{ password: string }>();
  const shortest = meta?.password.shortest ?? 10;
  const tooShort = say("passwordShort", { n: shortest });
  const reset = useAct({
    run: (body: { password: string }) => ask(api.PUT("/v1/users/{user_id}/password", { params: { path: { user_id: user.id } }, body })),
    onDone: () => { form.resetFields(); done(say("saved")); },
    onFailed: (error) => showFieldErrors(form, error),
  });
  return (
    <Form form={form} layout="vertical" onFinish={reset.mutate} requiredMark={false}>
      <Form.Item name="password" label={say("newPassword")} extra={tooShort} rules={[{ required: true, min: shortest, message: tooShort }]}><Input.Password autoComplete="new-password" /></Form.Item>
      <Button htmlType="submit" loading={reset.isPending}>{say("reset")}</Button>
    </Form>
  );
}

function ShutOut({ user, onSwitch, isBusy }: { user: User; onSwitch: (isActive: boolean) => void; isBusy: boolean }) {
  const say = useWords(accountsWords);
  const me = useMe();
  const { done } = useTell();
  const [isAsking, setAsking] = useState(false);
  const out = useAct({
    run: () => ask(api.POST("/v1/users/{user_id}/sign-out", { params: { path: { user_id: user.id } } })),
    onDone: ({ sessions }) => done(say("everywhereDone", { count: sessions })),
  });
  return (
    <div className="row">
      <Button loading={out.isPending} onClick={() => out.mutate()}>{say("everywhere")}</Button>
      {user.is_active ? (
        user.id === me.user_id ? null : <Button danger onClick={() => setAsking(true)}>{say("close")}</Button>
      ) : (
        <Button loading={isBusy} onClick={() => onSwitch(true)}>{say("reopen")}</Button>
      )}
      <Confirm isOpen={isAsking} title={say("close")} act={say("close")} isBusy={isBusy} onDo={() => { setAsking(false); onSwitch(false); }} onClose={() => setAsking(false)}>
        {say("closeText")}
      </Confirm>
    </div>
  );
}
