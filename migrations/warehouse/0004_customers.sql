-- Who a customer is now, without a word that names a person.
-- Grain: one row per customer, the one with the greatest version; read through the view people.
CREATE TABLE customer_snapshots
(
    customer_id     Int64,
    version         UInt64,
    is_deleted      Bool,
    gender          LowCardinality(String),
    birth_month     UInt8,
    country         LowCardinality(String),
    region          LowCardinality(String),
    city            LowCardinality(String),
    first_channel   Int64,
    last_channel    Int64,
    created_at      DateTime64(3, 'UTC'),
    is_test         Bool,
    is_employee     Bool,
    is_erased       Bool,
    staff_ids       Array(Int64),
    store_ids       Array(Int64),
    tag_ids         Array(Int64),
    live_follows    UInt16,
    first_follow_at DateTime64(3, 'UTC'),
    last_follow_at  DateTime64(3, 'UTC'),
    attributes      Map(LowCardinality(String), String)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY customer_id;

CREATE VIEW people AS SELECT * EXCEPT (is_deleted) FROM customer_snapshots FINAL WHERE NOT is_deleted;

-- Merged customers, chains flattened: old is read as now. A merge that was undone has now = old.
CREATE TABLE customer_aliases
(
    old     Int64,
    now     Int64,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY old;

CREATE VIEW alias AS SELECT old, now FROM customer_aliases FINAL WHERE now != old;

-- Which customer a visitor turned out to be. Grain: one row per visitor that is linked now.
CREATE VIEW visitors AS
SELECT
    toString(p.value)                          AS anonymous_id,
    argMax(customer_id, (occurred_at, id))     AS customer_id
FROM events
WHERE name = 'identity_linked' AND p.kind = 'anonymous'
GROUP BY anonymous_id
HAVING argMax(p.is_on, (occurred_at, id));

-- People who are in no figure. Grain: one row per customer.
CREATE VIEW hidden_customers AS
SELECT cid AS customer_id
FROM (
    SELECT
        if(m.now = 0, e.customer_id, m.now)              AS cid,
        toString(p.kind)                                 AS flag,
        argMax(p.is_on, (e.occurred_at, e.id))           AS is_on
    FROM events AS e
    LEFT JOIN alias AS m ON m.old = e.customer_id
    WHERE name = 'customer_flagged' AND p.kind IN ('test', 'employee')
    GROUP BY cid, flag
)
WHERE is_on
GROUP BY customer_id;
