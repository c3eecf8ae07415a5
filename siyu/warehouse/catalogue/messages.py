"""Events of messages out, journeys, groups and conversations."""

from siyu.warehouse.catalogue.entries import UNLESS_BOT, YES, Entry, Interaction, Op, Test, entry, when

_SHARED = (
    "send origin{journey,campaign,welcome,group,manual,service} campaign? journey? node? channel "
    "purpose{marketing,service} topic? material? variant? planned_at? "
)


def _message(  # noqa: PLR0913  # a row of the dictionary, like `entry`
    name: str, zh: str, en: str, source: str, rules: str, more: str, *, interaction: Interaction | None = None
) -> Entry:
    return entry(name, zh, en, source, "C s", rules, _SHARED + more, interaction=interaction)


_CONVERSED = Interaction(
    (
        (Test("direction", Op.IN, ("in",)),),
        (Test("result", Op.IN, ("answered",)), Test("talk_seconds", Op.AT_LEAST, (10,))),
    )
)

SENDS = (
    _message("message_planned", "计划发送", "message planned", "channels", "S T", ""),
    _message("message_held", "延后", "held", "channels", "S T", "reason until_at"),
    _message("message_skipped", "未发送", "skipped", "channels", "S L",
             "gate{wanted,reachable,consent,suppression,holdout,"
             "arm,render,content,quiet,cap,quota,rate} reason"),
    _message("message_submitted", "已提交", "submitted", "channels", "S T", "provider_ref?"),
    _message("message_confirmed", "员工确认", "staff confirmed", "channels (poll)", "S T", "after_seconds?"),
    _message("message_delivered", "已送达", "delivered", "channels (poll, cx)", "S L", "provider_ref?"),
    _message("message_failed", "发送失败", "failed", "channels (poll, cx)", "S L", "reason"),
    _message("message_unknown", "结果未知", "result unknown", "channels", "S L", "reason"),
    _message("message_opened", "打开", "opened", "channels (pixel, receipt)", "S T", "basis{pixel,receipt}"),
    _message("message_clicked", "点击", "clicked", "channels (h5)", "X T", "link? is_bot",
             interaction=UNLESS_BOT),
    _message("message_replied", "回复群发", "replied to a send", "channels", "S T", "after_seconds"),
    _message("message_complained", "投诉/拉黑", "complained", "channels (cx)", "X L", "reason"),
    entry("moment_published", "发表朋友圈", "moment published", "channels (poll)", "S", "D T", "moment task"),
    entry("moment_reacted", "朋友圈互动", "moment reacted", "channels (poll)", "C S", "D T",
          "moment kind{like,comment}", interaction=YES),
    entry("sms_received", "上行短信", "SMS received", "channels (cx)", "C", "X L", "kind{reply,opt_out}",
          interaction=when("kind", "reply")),
    entry("call_ended", "通话结束", "call ended", "channels (cx)", "C s", "X L",
          "call direction{in,out} result{answered,no_answer,busy,refused,failed} talk_seconds is_robot",
          interaction=_CONVERSED),
)  # fmt: skip

JOURNEYS = (
    entry("journey_entered", "进入旅程", "journey entered", "journeys", "C", "T L",
          "journey version enrolment entry_key"),
    entry("journey_goal_reached", "达成目标", "goal reached", "journeys", "C", "T L",
          "journey enrolment goal after_seconds value_cents?"),
    entry("journey_exited", "离开旅程", "journey exited", "journeys", "C", "T L",
          "journey enrolment reason{done,goal,rule,merged,stopped,erased}"),
)  # fmt: skip

GROUPS = (
    entry("group_joined", "入群", "joined group", "communities (cb, sync)", "C s", "T L",
          "group scene{invite,link,code} inviter_staff? live_code?", interaction=YES),
    entry("group_left", "退群", "left group", "communities (cb, sync)", "C", "T L",
          "group by{self,removed} lived_seconds?"),
    entry("group_message_posted", "群发言", "group message", "conversations (ar)", "c s", "X T",
          "group message kind is_bot", interaction=UNLESS_BOT),
    entry("group_checked_in", "打卡", "check-in", "communities (h5)", "C", "T L", "group plan day_n streak_n",
          interaction=YES),
    entry("group_chain_joined", "参与接龙", "chain order line", "communities (ar, h5)", "C", "T L",
          "group chain qty_n", interaction=YES),
    entry("group_moved", "群变更", "group moved", "communities (cb)", "S", "T L",
          "group state{created,owner_changed,dismissed} store? from_staff?"),
    entry("group_counted", "群日统计", "group day counts", "communities (poll)", "S", "D L",
          "group members_n speakers_n messages_n joined_n"),
)  # fmt: skip

CONVERSATIONS = (
    entry("chat_message_received", "客户来信", "message received", "conversations (ar, kf)", "C S", "X T",
          "chat message? kind? session?", interaction=YES),
    entry("chat_message_sent", "员工发信", "message sent", "conversations (ar, kf)", "C S", "X T",
          "chat message? kind? sender{staff,bot} script? session?"),
    entry("chat_message_recalled", "消息撤回", "recalled", "conversations (ar)", "C S", "X L",
          "chat message by"),
    entry("archive_answered", "存档授权", "archive consent", "conversations (cb, ar)", "C S", "T E",
          "result{agree,disagree,default}"),
    entry("conversation_opened", "会话开始", "session opened", "conversations", "C S", "T L",
          "session channel intent?"),
    entry("conversation_closed", "会话结束", "session closed", "conversations", "C S", "T L",
          "session reason{solved,unsolved,silent,spam} turns_n? first_reply_seconds?"),
    entry("conversation_reopened", "会话重开", "session reopened", "conversations", "C S", "T L",
          "session after_seconds?"),
    entry("reply_overdue", "超时未回", "reply overdue", "conversations (clk)", "C S", "O L",
          "chat limit_seconds asked_at"),
    entry("enquiry_missed", "漏单", "enquiry missed", "conversations (clk)", "C S", "O L",
          "session reason{no_link,no_follow_up}"),
    entry("topic_labelled", "意图/情绪标注", "message labelled", "conversations", "C s", "X T",
          "message kind{intent,sentiment,topic} label! score"),
    entry("quality_checked", "质检", "quality checked", "conversations", "C S", "T L",
          "session checklist score by{rule,person,appeal}"),
    entry("staff_counted", "成员日统计", "staff day counts", "conversations (poll)", "S", "D L",
          "new_apply_n new_contact_n chat_n message_n reply_pct? avg_reply_seconds? negative_feedback_n"),
    entry("script_used", "使用话术", "script used", "content (sidebar)", "c S", "X T",
          "script version session?"),
)  # fmt: skip
