-- What a customer did on a day, counted once while loading.
-- Grain: customer as written x local day x event; a row may still be in pieces, so sum and group.
CREATE TABLE customer_days
(
    month        UInt32,
    name         LowCardinality(String),
    customer_id  Int64,
    day          Date32,
    events       SimpleAggregateFunction(sum, UInt64),
    cents        SimpleAggregateFunction(sum, Int64),
    interactions SimpleAggregateFunction(sum, UInt64),
    first_at     SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_at      SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY month
ORDER BY (name, customer_id, day, month)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW load_customer_days TO customer_days AS
SELECT
    toYYYYMM(occurred_at)                     AS month,
    name,
    customer_id,
    toDate32(occurred_at, '{{zone}}')         AS day,
    count()                                   AS events,
    sum(multiIf(name = 'referral_rewarded', p.`value_cents`,
        name = 'prize_drawn', p.`value_cents`,
        name = 'cost_recorded', p.`amount_cents`,
        name = 'journey_goal_reached', p.`value_cents`,
        name = 'product_viewed', p.`price_cents`,
        name = 'cart_added', p.`price_cents`,
        name = 'order_placed', p.`total_cents`,
        name = 'order_paid', p.`paid_cents`,
        name = 'refund_requested', p.`refund_cents`,
        name = 'order_refunded', p.`refund_cents`,
        name = 'opportunity_moved', p.`value_cents`,
        name = 'income_recorded', p.`interest_cents`,
        name = 'points_redeemed', p.`cost_cents`,
        name = 'coupon_issued', p.`face_cents`,
        name = 'coupon_redeemed', p.`face_cents`,
        name = 'perk_used', p.`cost_cents`, 0)) AS cents,
    countIf(
        name IN ('customer_certified', 'hook_claimed', 'prize_drawn', 'live_attended', 'moment_reacted',
        'group_joined', 'group_checked_in', 'group_chain_joined', 'chat_message_received', 'content_saved',
        'content_shared', 'tool_used', 'order_placed', 'order_paid', 'order_cancelled', 'refund_requested',
        'deposit_paid', 'review_posted', 'member_joined', 'points_redeemed', 'coupon_redeemed', 'perk_used',
        'form_submitted', 'survey_answered', 'vote_cast', 'store_visited')
           OR (name = 'follow_started' AND (p.`by` NOT IN ('admin', 'transfer')))
           OR (name = 'event_joined' AND (p.`state` NOT IN ('missed')))
           OR (name = 'message_clicked' AND (p.`is_bot` NOT IN (true)))
           OR (name = 'sms_received' AND (p.`kind` IN ('reply')))
           OR (name = 'call_ended' AND ((p.`direction` IN ('in')) OR (p.`result` IN ('answered') AND
        p.`talk_seconds` >= 10)))
           OR (name = 'group_message_posted' AND (p.`is_bot` NOT IN (true)))
           OR (name = 'page_viewed' AND (p.`is_bot` NOT IN (true)))
           OR (name = 'content_viewed' AND (p.`is_bot` NOT IN (true)))
           OR (name = 'product_viewed' AND (p.`is_bot` NOT IN (true)))
           OR (name = 'product_searched' AND (p.`is_bot` NOT IN (true)))
           OR (name = 'cart_added' AND (p.`is_bot` NOT IN (true)))
           OR (name = 'cart_removed' AND (p.`is_bot` NOT IN (true)))
           OR (name = 'appointment_moved' AND (p.`state` IN ('booked', 'attended')))
           OR (name = 'ticket_moved' AND (p.`from` = '') AND staff_id = 0)
    )                                         AS interactions,
    min(occurred_at)                          AS first_at,
    max(occurred_at)                          AS last_at
FROM load_inbox
WHERE customer_id != 0
GROUP BY month, name, customer_id, day;
