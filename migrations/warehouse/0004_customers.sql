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
-- These three are kept in memory and looked up with joinGet: a join would make every query read whole events.
CREATE TABLE customer_aliases
(
    old Int64,
    now Int64
)
ENGINE = Join(ANY, LEFT, old)
SETTINGS join_any_take_last_row = 1;

-- Which customer a visitor turned out to be; 0 when the link was undone.
CREATE TABLE visitor_links
(
    anonymous_id String,
    customer_id  Int64
)
ENGINE = Join(ANY, LEFT, anonymous_id)
SETTINGS join_any_take_last_row = 1;

-- People who are in no figure: test people and employees, by who they are now.
CREATE TABLE hidden_people
(
    customer_id Int64,
    is_hidden   UInt8
)
ENGINE = Join(ANY, LEFT, customer_id)
SETTINGS join_any_take_last_row = 1;

CREATE VIEW alias AS SELECT old, now FROM customer_aliases WHERE now != old;

CREATE VIEW hidden_customers AS SELECT customer_id FROM hidden_people WHERE is_hidden = 1;
