"""Events of voice, place, staff work, risk, privacy, experiments and numbers."""

from siyu.warehouse.catalogue.entries import YES, entry

VOICE = (
    entry("form_submitted", "提交表单", "form submitted", "feedback (h5)", "c s", "X L",
          "form version fields[]",
          interaction=YES),
    entry("survey_answered", "回答问卷", "survey answered", "feedback (h5)", "C s", "X L",
          "survey? wave? kind{nps,csat,ces,custom} score session?", interaction=YES),
    entry("vote_cast", "投票", "vote cast", "feedback (h5)", "C", "T L", "vote option", interaction=YES),
    entry("crisis_moved", "危机进展", "crisis moved", "feedback (me, clk)", "s", "T E",
          "crisis state{opened,step_done,closed} step? level_n affected_n? after_seconds? is_in_time?"),
)  # fmt: skip

PLACE = (
    entry("fence_entered", "进入围栏", "fence entered", "customers (sdk)", "C", "O X",
          "fence store distance_m!"),
    entry("store_visited", "到店", "store visited", "customers (cx, me)", "C s", "O L",
          "store basis{pos,scan,booking}", interaction=YES),
    entry("staff_visit_made", "业务员拜访", "field visit", "tasks (me)", "c S", "X X", "place! stay_seconds"),
)  # fmt: skip

WORK = (
    entry("task_created", "任务创建", "task created", "tasks", "c S", "T L", "task kind? due_at origin?"),
    entry("task_completed", "任务完成", "task completed", "tasks (me)", "c S", "T L",
          "task result? work_seconds?"),
    entry("task_overdue", "任务超时", "task overdue", "tasks (clk)", "c S", "O L", "task level_n"),
    entry("task_moved", "任务转派", "task moved", "tasks", "c S", "T L",
          "task from_staff reason{handover,load,manual,cancelled}"),
    entry("staff_moved", "员工变动", "staff moved", "staff (cb)", "S", "T L",
          "kind{joined,moved,suspended} from_dept? dept store?"),
    entry("staff_left", "员工离职", "staff left", "staff (cb)", "S", "T E", "customers_n? groups_n?"),
    entry("handover_moved", "交接进展", "handover moved", "customers (poll, cb)", "C S", "T L",
          "handover kind{leaver,in_service} to_staff state{waiting,done,refused,limit,failed}"),
    entry("work_logged", "工时记录", "work logged", "staff (me)", "S", "X L", "activity work_seconds"),
    entry("staff_notified", "监控告知签署", "notice signed", "staff (me)", "S", "T E", "notice_version"),
)  # fmt: skip

RISK = (
    entry("risk_raised", "风险告警", "risk raised", "risk", "c S", "O E",
          "alert rule level_n kind{word,delete,reveal,export,money,clash,fake_add}"),
    entry("risk_closed", "风险关闭", "risk closed", "risk (me)", "c S", "T E",
          "alert verdict{true,false,unsure} after_seconds"),
    entry("contact_revealed", "查看明文", "field revealed", "privacy (me)", "C S", "X E", "field reason"),
    entry("export_moved", "导出流程", "export moved", "privacy (me)", "S", "T E",
          "export state{asked,approved,refused,taken} rows_n"),
    entry("notice_shown", "告知展示", "notice shown", "privacy (h5)", "c", "X E", "purpose notice_version"),
    entry("consent_granted", "同意", "consent granted", "privacy (h5, me)", "C s", "T E",
          "purpose topic? channel? notice_version? proof_hash?"),
    entry("consent_withdrawn", "撤回/退订", "consent withdrawn", "privacy (any)", "C s", "T E",
          "purpose topic? channel? campaign? basis{self,reply_r,do_not_call,staff}?"),
    entry("rights_moved", "权利请求", "rights request moved", "privacy (h5, me)", "C s", "T E",
          "request kind{access,export,correct,delete,explain,no_personal} state"),
    entry("data_purged", "到期清除", "data purged", "privacy (clk)", "", "O E", "class rows_n before_on"),
)  # fmt: skip

NUMBERS = (
    entry("experiment_assigned", "实验分组", "assigned", "experiments", "C", "T L",
          "experiment arm bucket_n? propensity_pct?"),
    entry("experiment_exposed", "实验曝光", "exposed", "experiments", "C", "T L", "experiment arm send?"),
    entry("experiment_moved", "实验启停", "experiment moved", "experiments", "S", "T L",
          "experiment state{started,stopped} salt_hash arms[]{arm,share_pct} metric plan_n decision?"),
    entry("recommendation_shown", "推荐展示", "recommendation shown", "assist", "C s", "X T",
          "model product reason is_personal propensity_pct"),
    entry("prediction_scored", "模型评分", "prediction scored", "insights (clk)", "C", "O T",
          "model version score_pct"),
    entry("metric_restated", "指标重述", "metric restated", "insights", "", "O L",
          "metric day_on old new reason{late,merge,refund,flag,rule}"),
    entry("gap_detected", "数据缺口", "data gap", "insights (clk)", "", "O L",
          "kind from_at to_at missing_n"),
)  # fmt: skip
