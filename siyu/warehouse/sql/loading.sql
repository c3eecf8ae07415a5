-- name: newest_mark
-- Grain: at most one row, the last thing the loader said.
SELECT state, generation, block, xid, id, horizon_xid, newest_received_at, written_at
FROM load_marks
ORDER BY sequence DESC
LIMIT 1;

-- name: write_mark
-- Grain: one row, this mark.
INSERT INTO load_marks (sequence, generation, state, block, xid, id, horizon_xid, newest_received_at, written_at)
SELECT
    {sequence:UInt64}, {generation:UUID}, {state:String}, {block:UInt64}, {xid:UInt64}, {id:Int64},
    {horizon_xid:UInt64}, {newest_received_at:DateTime64(3, 'UTC')}, {written_at:DateTime64(3, 'UTC')};

-- name: own_tables
-- Grain: one row per table or view of the warehouse, views first.
SELECT name, engine
FROM system.tables
WHERE database = currentDatabase()
ORDER BY engine IN ('MaterializedView', 'View') DESC, name = 'load_marks' DESC, name;

-- name: merges
-- Grain: one row per merge or undone merge, in the order in which they happened.
SELECT toString(name) AS name, customer_id AS survivor, toInt64(p.loser) AS loser
FROM events
WHERE name IN ('customer_merged', 'customer_unmerged')
ORDER BY occurred_at, id;

-- name: known_aliases
-- Grain: one row per customer who was ever the loser of a merge.
SELECT old, now FROM customer_aliases;

-- name: write_hidden
-- Grain: one row per customer who was ever flagged.
INSERT INTO hidden_people
SELECT
    cid,
    max(is_on)
FROM (
    SELECT cid, p.kind AS kind, argMax(p.is_on, (occurred_at, id)) AS is_on
    FROM events
    WHERE name = 'customer_flagged' AND p.kind IN ('test', 'employee')
    GROUP BY cid, kind
)
GROUP BY cid;

-- name: write_visitors
-- Grain: one row per visitor who was ever linked.
INSERT INTO visitor_links
SELECT p.value AS visitor, if(argMax(p.is_on, (occurred_at, id)), argMax(customer_id, (occurred_at, id)), 0)
FROM events
WHERE name = 'identity_linked' AND p.kind = 'anonymous'
GROUP BY visitor;

-- name: month_sums
-- Grain: one row per UTC day and event of a month: what must be equal in PostgreSQL.
SELECT
    toString(toDate(occurred_at, 'UTC'))                                        AS day,
    toString(name)                                                             AS event,
    toInt64(count())                                                           AS row_count,
    toInt64(sum(reinterpretAsUInt32(reverse(unhex(substring(lower(hex(MD5(concat(
        toString(id), '|', toString(customer_id), '|', toString(toUnixTimestamp64Milli(occurred_at)), '|', dedup_key
    )))), 1, 8))))))                                                           AS row_hash,
    toInt64(sum(p.paid_cents + p.refund_cents))                                AS cents
FROM events
WHERE toYYYYMM(occurred_at) = {month:UInt32}
GROUP BY day, event;

-- name: day_sums_of_customers
-- Grain: one row: what the day sums of a month say against the events themselves.
SELECT
    (SELECT count() FROM events WHERE toYYYYMM(occurred_at) = {month:UInt32} AND customer_id != 0) AS events,
    (SELECT sum(events) FROM customer_days WHERE month = {month:UInt32})                           AS counted;

-- name: months
-- Grain: one row per UTC month that has events.
SELECT DISTINCT toYYYYMM(occurred_at) AS month FROM events ORDER BY month;

-- name: drop_events_month
-- Grain: none.
ALTER TABLE events DROP PARTITION {month:UInt32};

-- name: drop_customer_days_month
-- Grain: none.
ALTER TABLE customer_days DROP PARTITION {month:UInt32};
