-- name: word_in
-- Grain: a condition on one person.
has({values:Array(String)}, toString(/*column*/));

-- name: word_not_in
-- Grain: a condition on one person; who is not known is not "not in".
(toString(/*column*/) != '' AND NOT has({values:Array(String)}, toString(/*column*/)));

-- name: word_known
-- Grain: a condition on one person.
toString(/*column*/) != '';

-- name: number_in
-- Grain: a condition on one person; 0 means not known.
(/*column*/ != 0 AND has({values:Array(Int64)}, /*column*/));

-- name: number_not_in
-- Grain: a condition on one person.
(/*column*/ != 0 AND NOT has({values:Array(Int64)}, /*column*/));

-- name: number_known
-- Grain: a condition on one person.
/*column*/ != 0;

-- name: number_compared
-- Grain: a condition on one person.
/*column*/ /*compare*/;

-- name: instant_within
-- Grain: a condition on one person.
/*column*/ >= {since_at:DateTime64(3, 'UTC')};

-- name: instant_before
-- Grain: a condition on one person.
(/*column*/ < {since_at:DateTime64(3, 'UTC')} AND /*column*/ > toDateTime64(0, 3, 'UTC'));

-- name: instant_known
-- Grain: a condition on one person.
/*column*/ > toDateTime64(0, 3, 'UTC');

-- name: ids_any
-- Grain: a condition on one person.
hasAny(/*column*/, {ids:Array(Int64)});

-- name: ids_all
-- Grain: a condition on one person.
hasAll(/*column*/, {ids:Array(Int64)});

-- name: ids_not_in
-- Grain: a condition on one person who has at least one.
(notEmpty(/*column*/) AND NOT hasAny(/*column*/, {ids:Array(Int64)}));

-- name: ids_known
-- Grain: a condition on one person.
notEmpty(/*column*/);

-- name: is_followed
-- Grain: a condition on one person.
live_follows > 0;

-- name: by_days
-- Grain: a condition on one person, answered from the day sums.
customer_id /*in*/ (
    SELECT /*person*/ AS cid
    FROM /*days*/
    GROUP BY cid
    HAVING /*not*/(/*measure*/ /*compare*/)
);

-- name: by_any_day
-- Grain: a condition on one person: at least once, for which nothing needs adding up.
customer_id /*in*/ (SELECT /*person*/ FROM /*days*/);

-- name: by_events
-- Grain: a condition on one person, answered from the events themselves.
customer_id /*in*/ (
    SELECT cid
    FROM /*events*/
    GROUP BY cid
    HAVING /*not*/(/*measure*/ /*compare*/)
);

-- name: silent
-- Grain: a condition on one person in stock.
(
    live_follows > 0
    AND first_follow_at < {since_at:DateTime64(3, 'UTC')}
    AND customer_id NOT IN (
        SELECT /*person*/ FROM customer_days
        WHERE month >= {since_month:UInt32} AND day >= {since:Date32} AND interactions > 0
    )
    AND customer_id NOT IN (/*visitors_heard*/)
);

-- name: rfm
-- Grain: a condition on one person.
customer_id IN (
    SELECT cid FROM (/*scores*/)
    WHERE r BETWEEN {r_low:UInt8} AND {r_high:UInt8}
      AND f BETWEEN {f_low:UInt8} AND {f_high:UInt8}
      AND m BETWEEN {m_low:UInt8} AND {m_high:UInt8}
      AND (empty({labels:Array(String)}) OR has({labels:Array(String)}, label))
);

-- name: lifecycle
-- Grain: a condition on one person in stock.
customer_id IN (
    SELECT customer_id FROM (/*classes*/) WHERE has({classes:Array(String)}, class)
);
