// Mass sends that wait for the member: what is sent, to whom, and the two answers.

import { api } from "./api.js";
import { h } from "./dom.js";
import { empty } from "./frame.js";
import { notice, openSheet } from "./sheet.js";
import { refresh, state } from "./state.js";
import { bubbles } from "./talk.js";
import { dayAndTime, say } from "./words.js";

const FEW = 4;

export function drawTasks(screen, tasks) {
  if (!tasks.length) return empty("task", say("noTasks"), say("noTasksHint"));
  return h("div.list.tasks", {}, tasks.map((task) => taskCard(screen, task)));
}

function taskCard(screen, task) {
  const person = state.staffPhone.person;
  const parts = task.parts.map((part, number) => ({ id: String(number), at: 0, by: "staff", via: "", ...part }));
  const group = task.chat_type === "group";
  const confirm = h("button.primary", { onclick: () => act(() => send(screen, task)) }, say("confirm"));
  const ignore = h("button.plain", { onclick: () => act(() => leave(screen, task)) }, say("ignore"));
  const act = async (what) => {
    confirm.disabled = ignore.disabled = true;
    try {
      await what();
    } catch (error) {
      confirm.disabled = ignore.disabled = false;
      notice(screen, say("failed", { why: error.message }));
    }
    await refresh();
  };
  return h("article.task", { "data-msgid": task.msgid },
    h("div.row.between", {}, h("strong", {}, say("taskFrom")), h("time", {}, dayAndTime(task.created_at))),
    h("div.task-content", {}, bubbles(parts, "customer", { staff: person, customer: person }, () => {})),
    h("button.receivers", { onclick: () => showAll(screen, task) },
      h("strong", {}, say(group ? "taskGroups" : "taskTo", { n: task.total })), h("span.hint", {}, names(task))),
    h("div.row", {}, ignore, confirm));
}

function names(task) {
  const few = task.receivers.slice(0, FEW).map((one) => one.name).join("、");
  return task.total > FEW ? `${few} ${say("taskMore", { n: task.total - FEW, total: task.total })}` : few;
}

function showAll(screen, task) {
  const more = task.total - task.receivers.length;
  openSheet(screen, say("taskTo", { n: task.total }), h("div.list.names", {},
    task.receivers.map((one) => h("span.name-row", {}, one.name)), more > 0 ? h("span.hint", {}, say("taskMore", { n: more, total: task.total })) : null));
}

async function send(screen, task) {
  const done = await api.confirm(task.msgid, state.staff);
  const not = done.not_friend + done.over_quota;
  notice(screen, say("sentTo", { n: done.sent }) + (not ? say("sentNot", { n: not }) : ""));
}

async function leave(screen, task) {
  await api.ignore(task.msgid, state.staff);
  notice(screen, say("ignored"));
}
