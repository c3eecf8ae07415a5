-- name: person
-- Grain: an expression: who a customer id stands for now, merges resolved.
if(joinGet(customer_aliases, 'now', customer_id) != 0, joinGet(customer_aliases, 'now', customer_id), customer_id);

-- name: days
-- Grain: one row per customer as written x local day, maybe in pieces.
customer_days
WHERE name = {event:String} AND month BETWEEN {since_month:UInt32} AND {until_month:UInt32}
  AND day >= {since:Date32} AND day < {until:Date32};

-- name: days_with_visitors
-- Grain: one row per customer x local day, maybe in pieces; what people did before we knew them included.
(
    SELECT customer_id, day, events, cents, first_at, last_at
    FROM customer_days
    WHERE name = {event:String} AND month BETWEEN {since_month:UInt32} AND {until_month:UInt32}
      AND day >= {since:Date32} AND day < {until:Date32}
    UNION ALL
    SELECT cid, d, 1, /*cents*/, t, t
    FROM events
    WHERE name = {event:String} AND customer_id = 0 AND anonymous_id != '' AND cid != 0
      AND occurred_at >= {since_at:DateTime64(3, 'UTC')} AND occurred_at < {until_at:DateTime64(3, 'UTC')}
);

-- name: events
-- Grain: one row per event of somebody known; merges and visitors resolved.
(
    SELECT cid, d AS day, /*value*/ AS value
    FROM events
    WHERE name = {event:String} AND cid != 0 AND (/*where*/)
      AND occurred_at >= {since_at:DateTime64(3, 'UTC')} AND occurred_at < {until_at:DateTime64(3, 'UTC')}
);

-- name: visitors_heard
-- Grain: one row per act of a person before we knew them.
SELECT cid FROM events
WHERE customer_id = 0 AND anonymous_id != '' AND occurred_at >= {since_at:DateTime64(3, 'UTC')} AND is_i;

-- name: valid_orders
-- Grain: one row per order that is worth something after its refunds.
SELECT
    p.order                                                            AS oid,
    anyIf(cid, name = 'order_paid')                                    AS buyer,
    minIf(d, name = 'order_paid')                                      AS day,
    sumIf(p.paid_cents, name = 'order_paid')
        - sumIf(p.refund_cents, name = 'order_refunded')               AS net
FROM events
WHERE name IN ('order_paid', 'order_refunded') AND NOT is_hidden
GROUP BY oid
HAVING buyer != 0 AND sumIf(p.paid_cents, name = 'order_paid') > 0 AND net > 0;

-- name: buyers
-- Grain: one row per person who bought: days since, purchase occasions (days with an order), net.
SELECT
    buyer                                                              AS cid,
    dateDiff('day', max(day), {until:Date32}) - 1                      AS recency_days,
    toInt64(uniqExact(day))                                            AS frequency,
    sum(net)                                                           AS monetary_cents
FROM (/*valid_orders*/)
WHERE day >= {since:Date32} AND day < {until:Date32}
GROUP BY buyer;

-- name: scores_by_quintiles
-- Grain: one row per buyer; equal values have equal scores, the score of the worst among them.
SELECT
    cid, recency_days, frequency, monetary_cents,
    toUInt8(1 + intDiv(5 * (rank() OVER (ORDER BY recency_days DESC) - 1), count() OVER ())) AS r,
    toUInt8(1 + intDiv(5 * (rank() OVER (ORDER BY frequency) - 1), count() OVER ()))         AS f,
    toUInt8(1 + intDiv(5 * (rank() OVER (ORDER BY monetary_cents) - 1), count() OVER ()))    AS m,
    /*label*/                                                                                AS label
FROM (/*buyers*/);

-- name: scores_by_cuts
-- Grain: one row per buyer.
SELECT
    cid, recency_days, frequency, monetary_cents,
    toUInt8(5 - arrayCount(c -> recency_days > c, {recency_cuts:Array(Int64)}))              AS r,
    toUInt8(1 + arrayCount(c -> frequency >= c, {frequency_cuts:Array(Int64)}))              AS f,
    toUInt8(1 + arrayCount(c -> monetary_cents >= c, {monetary_cuts:Array(Int64)}))          AS m,
    /*label*/                                                                                AS label
FROM (/*buyers*/);

-- name: label
-- Grain: an expression: the name of a buyer's class; the first that fits.
multiIf(
    r >= 4 AND f >= 4 AND m >= 4, 'champion',
    r >= 3 AND f >= 4, 'loyal',
    r >= 3 AND m >= 4, 'big_spender',
    r >= 3 AND f >= 2, 'potential',
    r >= 4, 'new_buyer',
    r <= 2 AND f >= 4 AND m >= 4, 'cannot_lose',
    r <= 2 AND (f >= 3 OR m >= 3), 'at_risk',
    r <= 2, 'lost',
    'ordinary'
);

-- name: classes
-- Grain: one row per person in stock, with exactly one of five classes.
SELECT
    q.customer_id                                                                            AS customer_id,
    multiIf(
        b.buyer != 0 AND b.last_day <= {lost_on:Date32}, 'lost',
        q.first_follow_at < {silent_before:DateTime64(3, 'UTC')} AND h.customer_id = 0, 'silent',
        b.net_window >= {line:Int64}, 'high_value',
        q.first_follow_at >= {new_since:DateTime64(3, 'UTC')}, 'new',
        'active'
    )                                                                                        AS class
FROM (SELECT customer_id, first_follow_at FROM people WHERE live_follows > 0) AS q
LEFT JOIN (
    SELECT buyer, max(day) AS last_day, sumIf(net, day >= {value_since:Date32}) AS net_window
    FROM (/*valid_orders*/)
    WHERE day < {until:Date32}
    GROUP BY buyer
) AS b ON b.buyer = q.customer_id
LEFT JOIN (
    SELECT DISTINCT /*person*/ AS customer_id
    FROM customer_days
    WHERE month >= {since_month:UInt32} AND day >= {since:Date32} AND interactions > 0
    UNION DISTINCT
    /*visitors_heard*/
) AS h ON h.customer_id = q.customer_id;
