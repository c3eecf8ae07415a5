-- Events as every figure sees them: merged customers are one, visitors are who they turned out to be, test
-- people and employees are absent, days are local.
-- Grain: one row per event. cid is 0 when nobody is known.
CREATE VIEW ev AS
SELECT
    e.id                                                                   AS id,
    e.name                                                                 AS name,
    multiIf(m.now != 0, m.now, e.customer_id != 0, e.customer_id, a.now != 0, a.now, v.customer_id) AS cid,
    e.staff_id                                                             AS staff_id,
    e.corp_id                                                              AS corp_id,
    e.source                                                               AS source,
    e.occurred_at                                                          AS t,
    toDate32(e.occurred_at, '{{zone}}')                                    AS d,
    e.received_at                                                          AS received_at,
    e.p                                                                    AS p,
    cid != 0 AND (
        e.name IN ('customer_certified', 'hook_claimed', 'prize_drawn', 'live_attended', 'moment_reacted',
        'group_joined', 'group_checked_in', 'group_chain_joined', 'chat_message_received', 'content_saved',
        'content_shared', 'tool_used', 'order_placed', 'order_paid', 'order_cancelled', 'refund_requested',
        'deposit_paid', 'review_posted', 'member_joined', 'points_redeemed', 'coupon_redeemed', 'perk_used',
        'form_submitted', 'survey_answered', 'vote_cast', 'store_visited')
           OR (e.name = 'follow_started' AND (e.p.`by` NOT IN ('admin', 'transfer')))
           OR (e.name = 'event_joined' AND (e.p.`state` NOT IN ('missed')))
           OR (e.name = 'message_clicked' AND (e.p.`is_bot` NOT IN (true)))
           OR (e.name = 'sms_received' AND (e.p.`kind` IN ('reply')))
           OR (e.name = 'call_ended' AND ((e.p.`direction` IN ('in')) OR (e.p.`result` IN ('answered') AND
        e.p.`talk_seconds` >= 10)))
           OR (e.name = 'group_message_posted' AND (e.p.`is_bot` NOT IN (true)))
           OR (e.name = 'page_viewed' AND (e.p.`is_bot` NOT IN (true)))
           OR (e.name = 'content_viewed' AND (e.p.`is_bot` NOT IN (true)))
           OR (e.name = 'product_viewed' AND (e.p.`is_bot` NOT IN (true)))
           OR (e.name = 'product_searched' AND (e.p.`is_bot` NOT IN (true)))
           OR (e.name = 'cart_added' AND (e.p.`is_bot` NOT IN (true)))
           OR (e.name = 'cart_removed' AND (e.p.`is_bot` NOT IN (true)))
           OR (e.name = 'appointment_moved' AND (e.p.`state` IN ('booked', 'attended')))
           OR (e.name = 'ticket_moved' AND (e.p.`from` = '') AND e.staff_id = 0)
    )                                                                      AS is_i
FROM events AS e
LEFT JOIN alias AS m ON m.old = e.customer_id
LEFT JOIN visitors AS v ON v.anonymous_id = e.anonymous_id AND e.anonymous_id != ''
LEFT JOIN alias AS a ON a.old = v.customer_id
WHERE cid NOT IN (SELECT customer_id FROM hidden_customers);
