-- name: estimate
-- Grain: one row.
SELECT count() AS total, countIf(/*condition*/) AS fitting
FROM people
WHERE /*scope*/;

-- name: members
-- Grain: one row per fifty thousand members, their ids ascending inside a row.
SELECT groupArray(customer_id) AS ids
FROM (SELECT customer_id FROM people WHERE /*scope*/ AND (/*condition*/) ORDER BY customer_id)
GROUP BY intDiv(rowNumberInAllBlocks(), 50000);

-- name: sample
-- Grain: one row per chosen person, the same people at every look.
SELECT customer_id
FROM people
WHERE /*scope*/ AND (/*condition*/)
ORDER BY cityHash64(customer_id), customer_id
LIMIT {sample:UInt32};

-- name: reasons
-- Grain: one row: the person, with a column for every condition of the rule in order.
SELECT arrayMap(met -> met != 0, [/*conditions*/]) AS met
FROM people
WHERE /*scope*/ AND customer_id = {asked_id:Int64};

-- name: scope
-- Grain: a condition on one person: a real one, not merged into another, and in the viewer's sight.
NOT is_test AND NOT is_employee AND NOT is_erased AND customer_id NOT IN (SELECT old FROM alias)
AND ({sees_everyone:Bool} OR hasAny(staff_ids, {viewer_staff:Array(Int64)}));

-- name: rfm_cells
-- Grain: one row per combination of scores.
SELECT r AS recency, f AS frequency, m AS monetary, label, toInt64(count()) AS people,
       sum(monetary_cents) AS net_cents
FROM (/*scores*/)
WHERE {sees_everyone:Bool}
   OR cid IN (SELECT customer_id FROM people WHERE hasAny(staff_ids, {viewer_staff:Array(Int64)}))
GROUP BY r, f, m, label
ORDER BY r DESC, f DESC, m DESC;

-- name: rfm_people
-- Grain: one row per buyer.
SELECT cid AS customer_id, recency_days, frequency, monetary_cents, r, f, m, label
FROM (/*scores*/)
WHERE cid > {after:Int64} AND (
    {sees_everyone:Bool}
    OR cid IN (SELECT customer_id FROM people WHERE hasAny(staff_ids, {viewer_staff:Array(Int64)}))
)
ORDER BY cid
LIMIT {page_size:UInt32};
