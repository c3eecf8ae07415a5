-- name: rows_of_people
-- Grain: one row per person behind the figure, by id.
SELECT DISTINCT cid AS id FROM /*source*/ WHERE cid > {after:Int64} ORDER BY cid LIMIT {page_size:UInt32};

-- name: count_of_people
-- Grain: one row: how many people are behind the figure.
SELECT uniqExact(cid) AS total FROM /*source*/;

-- name: count_of_orders
-- Grain: one row: how many orders are behind the figure.
SELECT count() AS total FROM /*ord*/ WHERE d >= {a:Date32} AND d < {z:Date32} AND ({with_invalid:Bool} OR valid);

-- name: rows_of_orders
-- Grain: one row per order behind the figure.
SELECT oid AS order, cid AS customer_id, d AS day, paid AS paid_cents, refunded AS refunded_cents
FROM /*ord*/
WHERE d >= {a:Date32} AND d < {z:Date32} AND ({with_invalid:Bool} OR valid) AND oid > {after_order:String}
ORDER BY oid LIMIT {page_size:UInt32};

-- name: people_planned_for
-- Grain: one row per message that was planned in the period.
(SELECT cid FROM events WHERE name = 'message_planned' AND cid != 0 AND d >= {a:Date32} AND d < {z:Date32}
   AND /*known*/);

-- name: people_withheld
-- Grain: one row per message that was put off or not sent in the period.
(SELECT cid FROM events WHERE name IN ('message_held', 'message_skipped') AND cid != 0
   AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/);

-- name: newcomers
-- Grain: one row per person first followed in the period.
(SELECT cid FROM /*cohort*/ WHERE f >= {a_t:DateTime64(3, 'UTC')} AND f < {z_t:DateTime64(3, 'UTC')});

-- name: active_on_day
-- Grain: one row per person active on the last day of the period.
(SELECT cid FROM /*live_act*/ WHERE d = {day:Date32});

-- name: active_in_period
-- Grain: one row per person of the period who acted in it.
(SELECT cid FROM /*act*/ WHERE d >= {a:Date32} AND d < {z:Date32} AND cid IN (SELECT cid FROM /*period*/));

-- name: bought_in_period
-- Grain: one row per buyer of the period.
(SELECT cid FROM /*ord*/ WHERE valid AND cid != 0 AND d >= {a:Date32} AND d < {z:Date32});

-- name: bought_twice
-- Grain: one row per buyer with two occasions or more in the period.
(SELECT cid FROM /*occ*/ WHERE d >= {a:Date32} AND d < {z:Date32} GROUP BY cid HAVING count() >= 2);

-- name: bought_ever
-- Grain: one row per buyer.
(SELECT cid FROM /*occ*/ WHERE d < {z:Date32});

-- name: repeated_ever
-- Grain: one row per person with two occasions or more.
(SELECT cid FROM /*occ*/ WHERE d < {z:Date32} AND nth = 2);

-- name: class_members
-- Grain: one row per person in stock with the asked class.
(SELECT cid FROM /*five_classes*/ WHERE class = {class:String});

-- name: worth_by_person
-- Grain: one row per buyer: net of all occasions.
SELECT cid AS id, sum(worth) AS net_cents FROM /*occ*/
WHERE d < {z:Date32} AND cid > {after:Int64} GROUP BY cid ORDER BY cid LIMIT {page_size:UInt32};
