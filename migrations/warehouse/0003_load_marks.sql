-- How far the warehouse has come, kept with the data: who loses one loses the other.
-- Grain: one row, the one with the greatest sequence. No row at all: nothing was ever loaded here.
CREATE TABLE load_marks
(
    single             UInt8 DEFAULT 0,
    sequence           UInt64,
    generation         UUID,
    state              LowCardinality(String),
    block              UInt64,
    xid                UInt64,
    id                 Int64,
    horizon_xid        UInt64,
    newest_received_at DateTime64(3, 'UTC'),
    written_at         DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(sequence)
ORDER BY single;
