-- Events as every figure sees them: merged customers are one, visitors are who they turned out to be, days are
-- local. Columns of the table itself, worked out while reading, so that a query reads only the paths it names.
ALTER TABLE events ADD COLUMN IF NOT EXISTS known_id Int64 ALIAS if(
    customer_id != 0 OR anonymous_id = '', customer_id, joinGet('{{database}}.visitor_links', 'customer_id', anonymous_id));

ALTER TABLE events ADD COLUMN IF NOT EXISTS cid Int64 ALIAS if(
    joinGet('{{database}}.customer_aliases', 'now', known_id) != 0, joinGet('{{database}}.customer_aliases', 'now', known_id), known_id);

ALTER TABLE events ADD COLUMN IF NOT EXISTS is_hidden Bool ALIAS joinGet('{{database}}.hidden_people', 'is_hidden', cid) = 1;

ALTER TABLE events ADD COLUMN IF NOT EXISTS t DateTime64(3, 'UTC') ALIAS occurred_at;

ALTER TABLE events ADD COLUMN IF NOT EXISTS d Date32 ALIAS toDate32(occurred_at, '{{zone}}');

ALTER TABLE events ADD COLUMN IF NOT EXISTS is_i Bool ALIAS cid != 0 AND (
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
);

-- Grain: one row per event of people who count. cid is 0 when nobody is known. It reads whole events: figures
-- over many rows say FROM events WHERE NOT is_hidden and have the same columns.
CREATE VIEW ev AS
SELECT id, name, cid, staff_id, corp_id, source, t, d, received_at, p, is_i
FROM events
WHERE NOT is_hidden;
