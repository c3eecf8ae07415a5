-- name: asked_turn
-- Grain: one row per customer turn asked in the period.
(
    SELECT * FROM /*turn*/
    WHERE asked >= {a_t:DateTime64(3, 'UTC')} AND asked < {z_t:DateTime64(3, 'UTC')}
      AND ({staff:Int64} = 0 OR staff_id = {staff:Int64})
);

-- name: first_response
-- Grain: one row: seconds to the first human answer; median, with mean and 90th percentile beside.
SELECT if(count() = 0, NULL, quantileExactInclusive(0.5)(assumeNotNull(wait))) AS value, count() AS k, count() AS n,
       avg(wait) AS mean, if(count() = 0, NULL, quantileExactInclusive(0.9)(assumeNotNull(wait))) AS p90
FROM /*asked_turn*/ WHERE isNotNull(wait);

-- name: response_rate_24h
-- Grain: one row: of the turns asked at least 24 hours ago.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT countIf(ifNull(wait, 86400) < 86400) AS k, count() AS n
    FROM /*asked_turn*/ WHERE asked + INTERVAL 24 HOUR <= {asof:DateTime64(3, 'UTC')}
);

-- name: wecom_reply_rate
-- Grain: one row: WeCom's own figure, days without one left out.
SELECT if(count() = 0, NULL, avg(p.reply_pct)) AS value, count() AS k, count() AS n FROM events
WHERE name = 'staff_counted' AND p.reply_pct > 0 AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/
  AND ({staff:Int64} = 0 OR staff_id = {staff:Int64});

-- name: solved_rate
-- Grain: one row: closed as solved and not opened again within 72 hours.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT countIf(solved AND NOT again) AS k, count() AS n FROM (
        SELECT c.id, any(c.solved) AS solved,
               max(r.session != 0 AND r.t >= c.t AND r.t < c.t + INTERVAL 72 HOUR) AS again
        FROM (
            SELECT id, t, p.session AS session, p.reason = 'solved' AS solved FROM events
            WHERE name = 'conversation_closed' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/
              AND ({staff:Int64} = 0 OR staff_id = {staff:Int64})
        ) AS c
        LEFT JOIN (
            SELECT p.session AS session, t FROM events WHERE name = 'conversation_reopened' AND /*known*/
        ) AS r ON r.session = c.session
        GROUP BY c.id
    )
);

-- name: lost_order_rate
-- Grain: one row: missed enquiries without an order within 7 days, of the sessions of people who wanted to buy.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT
        (SELECT count() FROM (
            SELECT e.id, max(o.cid != 0 AND o.t >= e.t AND o.t < e.t + INTERVAL 7 DAY) AS bought
            FROM (
                SELECT id, cid, t FROM events
                WHERE name = 'enquiry_missed' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/
                  AND ({staff:Int64} = 0 OR staff_id = {staff:Int64})
            ) AS e
            LEFT JOIN /*ord*/ AS o ON o.cid = e.cid
            GROUP BY e.id
        ) WHERE NOT bought) AS k,
        (SELECT count() FROM events
         WHERE name = 'conversation_opened' AND ifNull(p.`intent`.:`String`, '') = 'buy'
           AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/
           AND ({staff:Int64} = 0 OR staff_id = {staff:Int64})) AS n
);

-- name: quality_score
-- Grain: one row: the last verdict per session.
SELECT if(count() = 0, NULL, avg(score)) AS value, count() AS k, count() AS n FROM (
    SELECT p.session AS session, argMax(p.score, (t, id)) AS score FROM events
    WHERE name = 'quality_checked' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/
      AND ({staff:Int64} = 0 OR staff_id = {staff:Int64})
    GROUP BY session
);

-- name: csat
-- Grain: one row: the last answer per person and session.
SELECT countIf(score >= 4) / nullIf(count(), 0) AS value, countIf(score >= 4) AS k, count() AS n FROM (
    SELECT cid, p.session AS session, argMax(p.score, (t, id)) AS score FROM events
    WHERE name = 'survey_answered' AND p.kind = 'csat' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/
    GROUP BY cid, session
);

-- name: nps
-- Grain: one row: the last answer per person of the wave.
SELECT 100 * (countIf(score >= 9) - countIf(score <= 6)) / nullIf(count(), 0) AS value, count() AS k, count() AS n
FROM (
    SELECT cid, argMax(p.score, (t, id)) AS score FROM events
    WHERE name = 'survey_answered' AND p.kind = 'nps' AND p.wave = {wave:String} AND /*known*/
    GROUP BY cid
);

-- name: group_leave_rate
-- Grain: one row: who left in the period, of those who were in the group at its start or joined in it.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT
        uniqExactIf(cid, name = 'group_left' AND d >= {a:Date32}) AS k,
        uniqExactIf(cid, name = 'group_joined' AND cid NOT IN (/*gone_before*/)) AS n
    FROM events
    WHERE name IN ('group_left', 'group_joined') AND p.group = {group:Int64} AND d < {z:Date32} AND /*known*/
);

-- name: gone_before
-- Grain: one row per person who had left the group before the period and did not come back in it.
SELECT cid FROM events
WHERE name IN ('group_left', 'group_joined') AND p.group = {group:Int64} AND d < {z:Date32} AND /*known*/
GROUP BY cid
HAVING countIf(name = 'group_joined' AND d >= {a:Date32}) = 0
   AND argMaxIf(name, (t, id), d < {a:Date32}) = 'group_left';

-- name: group_active_ratio
-- Grain: one row: who posted, of those in the group at any moment of the period.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT
        uniqExactIf(cid, name = 'group_message_posted' AND d >= {a:Date32} AND NOT p.is_bot) AS k,
        uniqExactIf(cid, name = 'group_joined' AND cid NOT IN (/*gone_before*/)) AS n
    FROM events
    WHERE name IN ('group_message_posted', 'group_joined') AND cid != 0 AND p.group = {group:Int64}
      AND d < {z:Date32} AND /*known*/
);

-- name: task_on_time
-- Grain: one row: completed before they were due, of the tasks that were due by now.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT countIf(done_n > 0 AND done < due) AS k, count() AS n FROM (
        SELECT p.task AS task, anyIf(p.due_at, name = 'task_created') AS due,
               minIf(t, name = 'task_completed') AS done, countIf(name = 'task_completed') AS done_n
        FROM events
        WHERE name IN ('task_created', 'task_completed') AND /*known*/
          AND ({staff:Int64} = 0 OR staff_id = {staff:Int64})
        GROUP BY task
        HAVING countIf(name = 'task_created') > 0
    )
    WHERE due >= {a_t:DateTime64(3, 'UTC')} AND due < {z_t:DateTime64(3, 'UTC')}
      AND due < {asof:DateTime64(3, 'UTC')}
);

-- name: handover_done_rate
-- Grain: one row: of the handovers that came to an end.
SELECT countIf(state = 'done') / nullIf(count(), 0) AS value, countIf(state = 'done') AS k, count() AS n FROM (
    SELECT ifNull(p.`handover`.:`Int64`, 0) AS handover, cid, argMax(toString(p.state), (t, id)) AS state FROM events
    WHERE name = 'handover_moved' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/
      AND ({staff:Int64} = 0 OR staff_id = {staff:Int64})
    GROUP BY handover, cid
) WHERE state != 'waiting';

-- name: fix_cycle
-- Grain: one row: days from opened to resolved.
SELECT if(count() = 0, NULL, quantileExactInclusive(0.5)(p.after_seconds) / 86400) AS value, count() AS k, count() AS n
FROM events
WHERE name = 'ticket_moved' AND p.to = 'resolved' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/;

-- name: archive_coverage
-- Grain: one row: the last answer of the people in stock.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT countIf(cid IN (
        SELECT cid FROM events WHERE name = 'archive_answered' AND d < {z:Date32} AND /*known*/
        GROUP BY cid HAVING argMax(toString(p.result), (t, id)) != 'disagree'
    )) AS k, count() AS n FROM /*stock*/
);

-- name: content_saves
-- Grain: one row: saves of the content of the period.
SELECT count() AS value, count() AS k, count() AS n FROM events
WHERE name = 'content_saved' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/;

-- name: late_share
-- Grain: one row: events of the period accepted more than an hour after they happened.
SELECT countIf(dateDiff('second', t, received_at) > 3600) / nullIf(count(), 0) AS value,
       countIf(dateDiff('second', t, received_at) > 3600) AS k, count() AS n
FROM events WHERE d >= {a:Date32} AND d < {z:Date32} AND /*known*/;
