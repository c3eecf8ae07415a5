import { defineWords, type Pair } from "@/lib/words";

/** Why a message waits, was not sent or did not arrive: the product's own words for every reason it knows. */
export const REASONS = {
  no_friend: ["该客户目前没有任何员工好友关系", "No staff member has this customer as a friend."],
  staff_unable: ["对应员工已离职、停用或未开通客户联系", "The staff member has left or may not contact customers."],
  no_consent: ["客户未同意或已撤回营销授权", "The customer has not agreed, or has withdrawn consent."],
  suppressed: ["客户在拒收名单中", "The customer is on the refusal list."],
  global_holdout: ["客户属于全局对照组", "The customer is in the organisation's holdout group."],
  holdout: ["客户属于本次活动的对照组", "The customer is in this campaign's holdout group."],
  no_arm: ["客户未分到任何内容版本", "The customer falls into none of the variants."],
  missing_variable: ["文案变量缺少取值", "A variable of the text has no value."],
  unknown_variable: ["文案使用了不支持的变量", "The text uses a variable that does not exist."],
  bad_template: ["文案模板格式有误", "The text is not a valid template."],
  variable_per_customer: ["企业微信群发对同一员工的所有客户只能发送同一段文字，不能使用因客户而异的变量", "A WeCom mass send has one text for all customers of a staff member; it cannot name the customer."],
  empty: ["消息内容为空", "The message is empty."],
  text_too_long: ["文案超过 4000 字节", "The text is longer than 4,000 bytes."],
  part_too_long: ["附件缺少内容或超过长度限制", "An attachment is incomplete or too long."],
  banned_word: ["内容含有绝对化用语或禁用词", "The content has an absolute or banned word."],
  quiet_hours: ["处于免打扰时段，顺延发送", "It is quiet time; the message waits."],
  not_yet: ["未到设定的发送时间", "The chosen time has not come yet."],
  day_cap: ["达到每日触达上限", "The daily cap is reached."],
  week_cap: ["达到每周触达上限", "The weekly cap is reached."],
  month_cap: ["达到每月触达上限", "The monthly cap is reached."],
  quota_reached: ["达到企业微信群发上限", "WeCom's limit of mass messages for this customer is reached."],
  stopped: ["活动已停止", "The campaign was stopped."],
  expired: ["已超过截止时间", "The last moment for sending is over."],
  fence_kill: ["发送已被人工停止", "Sending is stopped by hand."],
  fence_restore: ["系统恢复后发送尚未解除", "Sending is stopped since a restore."],
  not_friend: ["客户已不是好友", "The customer is no longer a friend."],
  rejected: ["企业微信拒绝了该消息", "WeCom refused the message."],
  cancelled: ["员工确认前任务已取消", "The task was cancelled before the staff member confirmed."],
  no_clear_answer: ["企业微信未返回明确结果，为避免重复不会自动重发", "WeCom gave no clear answer; the message is not repeated by itself."],
  never_sent_again: ["人工判定未发送", "Somebody decided that it was not sent."],
} satisfies Record<string, Pair>;

export const reasonWords = defineWords("reasons", REASONS);

export function isReason(code: unknown): code is keyof typeof REASONS {
  return typeof code === "string" && code in REASONS;
}
