-- name: gmv
-- Grain: one row.
SELECT sum(paid) AS value, count() AS k, count() AS n FROM /*ord*/ WHERE d >= {a:Date32} AND d < {z:Date32};

-- name: refunds
-- Grain: one row.
SELECT sum(p.refund_cents) AS value, count() AS k, count() AS n FROM events
WHERE name = 'order_refunded' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/;

-- name: refund_rate
-- Grain: one row.
SELECT sum(refunded) / nullIf(sum(paid), 0) AS value, countIf(refunded > 0) AS k, count() AS n FROM /*ord*/
WHERE d >= {a:Date32} AND d < {z:Date32};

-- name: net_sales
-- Grain: one row.
SELECT sum(net) AS value, count() AS k, count() AS n FROM /*ord*/ WHERE d >= {a:Date32} AND d < {z:Date32};

-- name: net_sales_cash
-- Grain: one row: refunds booked on their own day.
SELECT (SELECT sum(paid) FROM /*ord*/ WHERE d >= {a:Date32} AND d < {z:Date32})
     - (SELECT sum(p.refund_cents) FROM events
        WHERE name = 'order_refunded' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/) AS value,
    0 AS k, 0 AS n;

-- name: net_sales_by_channel
-- Grain: one row per sales channel.
SELECT sc AS key, sum(net) AS value, count() AS k, count() AS n FROM /*ord*/
WHERE d >= {a:Date32} AND d < {z:Date32} GROUP BY sc ORDER BY value DESC, key;

-- name: orders_valid
-- Grain: one row.
SELECT count() AS value, count() AS k, count() AS n FROM /*ord*/
WHERE valid AND d >= {a:Date32} AND d < {z:Date32};

-- name: buyers
-- Grain: one row.
SELECT uniqExact(cid) AS value, uniqExact(cid) AS k, uniqExact(cid) AS n FROM /*ord*/
WHERE valid AND cid != 0 AND d >= {a:Date32} AND d < {z:Date32};

-- name: aov
-- Grain: one row.
SELECT sum(net) / nullIf(count(), 0) AS value, count() AS k, count() AS n FROM /*ord*/
WHERE valid AND d >= {a:Date32} AND d < {z:Date32};

-- name: arpu
-- Grain: one row.
SELECT net / nullIf(n, 0) AS value, n AS k, n FROM (
    SELECT (SELECT count() FROM /*period*/) AS n,
           (SELECT sum(net) FROM /*ord*/
            WHERE valid AND d >= {a:Date32} AND d < {z:Date32} AND cid IN (SELECT cid FROM /*period*/)) AS net
);

-- name: arppu
-- Grain: one row.
SELECT sum(net) / nullIf(uniqExact(cid), 0) AS value, uniqExact(cid) AS k, uniqExact(cid) AS n FROM /*ord*/
WHERE valid AND cid != 0 AND d >= {a:Date32} AND d < {z:Date32};

-- name: repurchase_rate_period
-- Grain: one row.
SELECT countIf(times >= 2) / nullIf(count(), 0) AS value, countIf(times >= 2) AS k, count() AS n
FROM (SELECT cid, count() AS times FROM /*occ*/ WHERE d >= {a:Date32} AND d < {z:Date32} GROUP BY cid);

-- name: repurchase_rate_returning
-- Grain: one row: buyers of the equal period before.
SELECT countIf(again) / nullIf(count(), 0) AS value, countIf(again) AS k, count() AS n FROM (
    SELECT DISTINCT cid, cid IN (SELECT cid FROM /*occ*/ WHERE d >= {a:Date32} AND d < {z:Date32}) AS again
    FROM /*occ*/ WHERE d >= {before:Date32} AND d < {a:Date32}
);

-- name: repurchase_rate_30d
-- Grain: one row: of all whose first occasion is at least 30 days ago.
SELECT countIf(again) / nullIf(count(), 0) AS value, countIf(again) AS k, count() AS n FROM (
    SELECT cid IN (
        SELECT cid FROM /*occ*/ WHERE nth = 2 AND dateDiff('day', prev, d) <= 30 AND d < {z:Date32}
    ) AS again
    FROM /*occ*/ WHERE nth = 1 AND d <= {day:Date32} - 30
);

-- name: repurchase_rate_lifetime
-- Grain: one row.
SELECT countIf(nth = 2) / nullIf(countIf(nth = 1), 0) AS value, countIf(nth = 2) AS k, countIf(nth = 1) AS n
FROM /*occ*/ WHERE d < {z:Date32};

-- name: repeat_occasion_share
-- Grain: one row.
SELECT countIf(nth > 1) / nullIf(count(), 0) AS value, countIf(nth > 1) AS k, count() AS n
FROM /*occ*/ WHERE d >= {a:Date32} AND d < {z:Date32};

-- name: repurchase_cycle
-- Grain: one row: days between neighbouring occasions, the later one in the period; the mean beside the median.
SELECT if(count() = 0, NULL, quantileExactInclusive(0.5)(dateDiff('day', prev, d))) AS value,
       count() AS k, count() AS n, avg(dateDiff('day', prev, d)) AS mean
FROM /*occ*/ WHERE nth > 1 AND d >= {a:Date32} AND d < {z:Date32};

-- name: ltv_historic
-- Grain: one row: per buyer, and beside it per person who was ever followed.
SELECT sum(worth) / nullIf(uniqExact(cid), 0) AS value, uniqExact(cid) AS k, uniqExact(cid) AS n,
       sumIf(worth, cid IN (SELECT cid FROM /*first*/)) / nullIf((SELECT count() FROM /*first*/), 0) AS per_followed
FROM /*occ*/ WHERE d < {z:Date32};

-- name: private_gmv_share
-- Grain: one row.
SELECT sumIf(net, private) / nullIf(sum(net), 0) AS value, countIf(private) AS k, count() AS n FROM (
    SELECT net, sc IN ('mini_program', 'staff_link', 'group', 'kf') AS private FROM /*ord*/
    WHERE d >= {a:Date32} AND d < {z:Date32}
);

-- name: private_gmv_share_person
-- Grain: one row: orders whose buyer had a live relation when paying.
SELECT sumIf(net, followed) / nullIf(sum(net), 0) AS value, countIf(followed) AS k, count() AS n FROM (
    SELECT o.oid, any(o.net) AS net, max(s.cid != 0 AND s.a <= o.t AND s.z > o.t) AS followed
    FROM /*ord*/ AS o
    LEFT JOIN /*spell*/ AS s ON s.cid = o.cid
    WHERE o.d >= {a:Date32} AND o.d < {z:Date32}
    GROUP BY o.oid
);

-- name: class_sizes
-- Grain: one row per class of the people in stock.
SELECT class AS key, count() AS value, count() AS k, count() AS n FROM /*five_classes*/ GROUP BY class ORDER BY class;

-- name: class_contribution
-- Grain: one row per class; buyers who are not in stock are a class of their own.
SELECT key, sum(amount) AS value, sum(heads) AS k, sum(heads) AS n FROM (
    SELECT class AS key, 0 AS amount, count() AS heads FROM /*five_classes*/ GROUP BY class
    UNION ALL
    SELECT if(c.cid = 0, 'outside', c.class) AS key, sum(o.net) AS amount,
           if(key = 'outside', uniqExact(o.cid), 0) AS heads
    FROM /*ord*/ AS o
    LEFT JOIN /*five_classes*/ AS c ON c.cid = o.cid
    WHERE o.d >= {a:Date32} AND o.d < {z:Date32}
    GROUP BY key
) GROUP BY key ORDER BY key;

-- name: member_gmv_share
-- Grain: one row: orders of people who had joined before paying.
SELECT sumIf(net, joined) / nullIf(sum(net), 0) AS value, countIf(joined) AS k, count() AS n FROM (
    SELECT o.net AS net, m.cid != 0 AND m.since <= o.t AS joined
    FROM /*ord*/ AS o
    LEFT JOIN (
        SELECT cid, min(t) AS since FROM events WHERE name = 'member_joined' AND /*known*/ GROUP BY cid
    ) AS m ON m.cid = o.cid
    WHERE o.d >= {a:Date32} AND o.d < {z:Date32}
);
