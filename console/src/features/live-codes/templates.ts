import type { Language } from "@/lib/words";

/** Where a code hangs, with a name and a first welcome to start from. */
export const TEMPLATES = {
  t_counter: {
    zh: "您好{{ customer.name }}，我是{{ staff.name }}，欢迎来到我们的门店。有任何问题随时问我。",
    en: "Hello {{ customer.name }}, I am {{ staff.name }}. Welcome to our shop; ask me anything.",
  },
  t_parcel: {
    zh: "{{ customer.name }}您好，我是{{ staff.name }}。包裹收到了吗？使用上有问题随时找我。",
    en: "Hello {{ customer.name }}, I am {{ staff.name }}. Has the parcel arrived? Ask me if anything is unclear.",
  },
  t_poster: {
    zh: "{{ customer.name }}您好，我是{{ staff.name }}，感谢参加{{ corp.name }}的活动，详情马上发给您。",
    en: "Hello {{ customer.name }}, I am {{ staff.name }}. Thank you for joining {{ corp.name }}; details follow.",
  },
} satisfies Record<string, Record<Language, string>>;

export type Template = keyof typeof TEMPLATES;
