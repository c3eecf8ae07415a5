-- name: delivery_rate
-- Grain: one row.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT uniqExactIf(cid, name = 'message_delivered') AS k, uniqExactIf(cid, name = 'message_submitted') AS n
    FROM events
    WHERE name IN ('message_delivered', 'message_submitted') AND cid != 0 AND /*of_campaign*/ AND /*known*/
);

-- name: open_rate
-- Grain: one row: opened or clicked; WeCom tells clicks only.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT countIf(cid IN (
        SELECT cid FROM events
        WHERE name IN ('message_opened', 'message_clicked') AND NOT p.is_bot AND /*of_campaign*/ AND /*known*/
    )) AS k, count() AS n
    FROM /*delivered*/
);

-- name: click_rate
-- Grain: one row: clicked by a person within 7 days.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT uniqExactIf(dl.cid, c.cid != 0 AND c.t >= dl.at AND c.t < dl.at + INTERVAL 7 DAY) AS k,
           uniqExact(dl.cid) AS n
    FROM /*delivered*/ AS dl
    LEFT JOIN (
        SELECT cid, t FROM events
        WHERE name = 'message_clicked' AND NOT p.is_bot AND /*of_campaign*/ AND /*known*/
    ) AS c ON c.cid = dl.cid
);

-- name: opt_out_rate
-- Grain: one row: withdrew naming the campaign, or within 72 hours of the delivery.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT uniqExactIf(dl.cid, w.cid != 0 AND w.t >= dl.at AND (
               ({campaign:Int64} != 0 AND w.campaign = {campaign:Int64}) OR w.t < dl.at + INTERVAL 72 HOUR
           )) AS k,
           uniqExact(dl.cid) AS n
    FROM /*delivered*/ AS dl
    LEFT JOIN (
        SELECT cid, t, p.campaign AS campaign FROM events WHERE name = 'consent_withdrawn' AND /*known*/
    ) AS w ON w.cid = dl.cid
);

-- name: reply_rate
-- Grain: one row: wrote within 72 hours.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT uniqExactIf(dl.cid, r.cid != 0 AND r.t >= dl.at AND r.t < dl.at + INTERVAL 72 HOUR) AS k,
           uniqExact(dl.cid) AS n
    FROM /*delivered*/ AS dl
    LEFT JOIN (
        SELECT cid, t FROM events WHERE name = 'message_replied' AND /*of_campaign*/ AND /*known*/
    ) AS r ON r.cid = dl.cid
);

-- name: staff_confirm_rate
-- Grain: one row, with the median delay beside.
SELECT k / nullIf(n, 0) AS value, k, n, median_seconds FROM (
    SELECT uniqExactIf(p.send, name = 'message_confirmed') AS k, uniqExactIf(p.send, name = 'message_submitted') AS n,
        if(k = 0, NULL, quantileExactInclusiveIf(0.5)(p.after_seconds, name = 'message_confirmed')) AS median_seconds
    FROM events
    WHERE name IN ('message_confirmed', 'message_submitted') AND /*of_campaign*/ AND /*known*/
      AND ({staff:Int64} = 0 OR staff_id = {staff:Int64})
);

-- name: skip_waterfall
-- Grain: one row per end that a planned message came to, and one for all that were planned.
SELECT key, uniqExact(cid) AS value, value AS k, value AS n FROM (
    SELECT if(name = 'message_skipped', concat('skipped ', toString(p.gate)),
              replaceOne(toString(name), 'message_', '')) AS key, cid
    FROM events
    WHERE name IN ('message_planned', 'message_held', 'message_skipped', 'message_submitted', 'message_delivered',
                   'message_failed', 'message_unknown') AND cid != 0 AND /*of_campaign*/ AND /*known*/
    UNION ALL
    SELECT 'sum = planned' AS key, cid FROM events
    WHERE name IN ('message_planned', 'message_held', 'message_skipped', 'message_submitted') AND cid != 0
      AND /*of_campaign*/ AND /*known*/
) GROUP BY key ORDER BY key;

-- name: redemption_rate
-- Grain: one row: of the coupons issued, those redeemed and not given back.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT
        uniqExactIf(cid, name = 'coupon_redeemed' AND cid NOT IN (
            SELECT cid FROM events WHERE name = 'coupon_returned' AND p.batch = {batch:Int64} AND /*known*/
        )) AS k,
        uniqExactIf(cid, name = 'coupon_issued') AS n
    FROM events
    WHERE name IN ('coupon_redeemed', 'coupon_issued') AND p.batch = {batch:Int64} AND /*known*/
);

-- name: points_balance
-- Grain: one row, with the share that was redeemed beside.
SELECT earned - reversed - redeemed - expired AS value, 0 AS k, 0 AS n,
       redeemed / nullIf(earned - reversed, 0) AS burn
FROM (
    SELECT sumIf(p.points, name = 'points_earned') AS earned, sumIf(p.points, name = 'points_reversed') AS reversed,
           sumIf(p.points, name = 'points_redeemed') AS redeemed, sumIf(p.points, name = 'points_expired') AS expired
    FROM events
    WHERE name IN ('points_earned', 'points_reversed', 'points_redeemed', 'points_expired') AND d < {z:Date32}
      AND /*known*/
);

-- name: funnel_conversion
-- Grain: one row per step: people first followed in the period who came so far, in order, within the window.
WITH reached AS (
    SELECT cid, windowFunnel({window_ms:UInt64})(
        toUInt64(toUnixTimestamp64Milli(t)), name = {step1:String}, name = {step2:String}, name = {step3:String}
    ) AS level
    FROM events
    WHERE name IN ({step1:String}, {step2:String}, {step3:String}) AND /*known*/
      AND cid IN (SELECT cid FROM /*cohort*/ WHERE f >= {a_t:DateTime64(3, 'UTC')} AND f < {z_t:DateTime64(3, 'UTC')})
    GROUP BY cid
)
SELECT key, toInt64(people) AS value, toInt64(people) AS k, toInt64(first_people) AS n FROM (
    SELECT '1' AS key, countIf(level >= 1) AS people, countIf(level >= 1) AS first_people FROM reached
    UNION ALL SELECT '2', countIf(level >= 2), countIf(level >= 1) FROM reached
    UNION ALL SELECT '3', countIf(level >= 3), countIf(level >= 1) FROM reached
) ORDER BY key;

-- name: journey_goal_rate
-- Grain: one row: of the entries whose window is over.
SELECT countIf(met) / nullIf(count(), 0) AS value, countIf(met) AS k, count() AS n FROM (
    SELECT e.id, max(g.cid != 0 AND g.t >= e.t AND g.t < e.t + INTERVAL 7 DAY) AS met
    FROM (
        SELECT id, cid, t FROM events
        WHERE name = 'journey_entered' AND p.journey = {journey:Int64} AND /*known*/
          AND t + INTERVAL 7 DAY <= {asof:DateTime64(3, 'UTC')}
    ) AS e
    LEFT JOIN (
        SELECT cid, t FROM events
        WHERE name = 'journey_goal_reached' AND p.journey = {journey:Int64} AND /*known*/
    ) AS g ON g.cid = e.cid
    GROUP BY e.id
);

-- name: campaign_lift
-- Grain: one row per arm: people assigned, those who bought within 7 days, and the mean net per head.
SELECT arm AS key, countIf(net > 0) / count() AS value, countIf(net > 0) AS k, count() AS n, sum(net) AS net_cents
FROM (
    SELECT x.cid AS cid, any(x.arm) AS arm,
           sumIf(o.net, o.valid AND o.t >= x.since AND o.t < x.since + INTERVAL 7 DAY) AS net
    FROM (
        SELECT cid, argMin(toString(p.arm), t) AS arm, min(t) AS since FROM events
        WHERE name = 'experiment_assigned' AND p.experiment = {experiment:Int64} AND /*known*/
        GROUP BY cid
    ) AS x
    LEFT JOIN /*ord*/ AS o ON o.cid = x.cid
    GROUP BY x.cid
) GROUP BY arm ORDER BY arm;

-- name: campaign_cost
-- Grain: one row.
SELECT sum(amount) AS value, count() AS k, count() AS n FROM /*cost*/ WHERE campaign = {campaign:Int64};

-- name: people_to_reach
-- Grain: one row.
SELECT uniqExact(cid) AS value, uniqExact(cid) AS k, uniqExact(cid) AS n FROM /*people_planned_for*/;

-- name: people_not_reached
-- Grain: one row.
SELECT uniqExact(cid) AS value, uniqExact(cid) AS k, uniqExact(cid) AS n FROM /*people_withheld*/;
