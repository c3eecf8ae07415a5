-- name: flows_by_day
-- Grain: one row per local day of the period on which anybody came or went.
SELECT day, countIf(kind = 'new') AS customers_new, countIf(kind = 'left') AS customers_left,
       countIf(kind = 'returned') AS customers_returned
FROM (
    SELECT fd AS day, 'new' AS kind FROM /*cohort*/ WHERE fd >= {a:Date32} AND fd < {z:Date32}
    UNION ALL
    SELECT toDate32(z, {zone:String}), 'left' FROM /*left_spell*/
    UNION ALL
    SELECT toDate32(a, {zone:String}), 'returned' FROM /*returned_spell*/
)
GROUP BY day ORDER BY day;

-- name: active_by_day
-- Grain: one row per local day of the period with an active person.
SELECT d AS day, uniqExact(cid) AS active FROM /*live_act*/ WHERE d >= {a:Date32} GROUP BY day ORDER BY day;

-- name: sales_by_day
-- Grain: one row per local day of the period with a paid order.
SELECT d AS day, sum(paid) AS gmv, sum(net) AS net_sales, countIf(valid) AS orders_valid,
       uniqExactIf(cid, valid AND cid != 0) AS buyers
FROM /*ord*/ WHERE d >= {a:Date32} AND d < {z:Date32} GROUP BY day ORDER BY day;

-- name: newcomers_by_day_and_code
-- Grain: one row per local day and live code of the first relation; code 0 is none.
SELECT fd AS day, first_code AS code, count() AS customers_new
FROM /*cohort*/ WHERE fd >= {a:Date32} AND fd < {z:Date32} GROUP BY day, code ORDER BY day, code;
