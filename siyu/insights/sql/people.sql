-- name: customers_total
-- Grain: one row.
SELECT count() AS value, count() AS k, count() AS n FROM /*stock*/;

-- name: customers_new
-- Grain: one row.
SELECT count() AS value, count() AS k, count() AS n FROM /*cohort*/
WHERE f >= {a_t:DateTime64(3, 'UTC')} AND f < {z_t:DateTime64(3, 'UTC')};

-- name: left_spell
-- Grain: one row per spell that ended in the period and left the person without a live relation.
(
    SELECT s.cid AS cid, s.staff_id AS staff_id, s.z AS z
    FROM /*own_spell*/ AS s
    INNER JOIN /*spell*/ AS o ON o.cid = s.cid
    WHERE s.z >= {a_t:DateTime64(3, 'UTC')} AND s.z < {z_t:DateTime64(3, 'UTC')}
    GROUP BY s.cid, s.staff_id, s.number, s.z
    HAVING NOT max(o.a <= s.z AND o.z > s.z)
);

-- name: returned_spell
-- Grain: one row per spell that began in the period while none lived, after an earlier one.
(
    SELECT s.cid AS cid, s.staff_id AS staff_id, s.a AS a
    FROM /*own_spell*/ AS s
    INNER JOIN /*spell*/ AS o ON o.cid = s.cid
    WHERE s.a >= {a_t:DateTime64(3, 'UTC')} AND s.a < {z_t:DateTime64(3, 'UTC')}
    GROUP BY s.cid, s.staff_id, s.number, s.a
    HAVING s.a > min(o.a) AND NOT max(o.a < s.a AND o.z >= s.a)
);

-- name: customers_left
-- Grain: one row: the value counts departures, so that flows balance; `k` counts people, as the rows do.
SELECT count() AS value, uniqExact(cid) AS k, count() AS n FROM /*left_spell*/;

-- name: customers_returned
-- Grain: one row: the value counts returns, `k` people.
SELECT count() AS value, uniqExact(cid) AS k, count() AS n FROM /*returned_spell*/;

-- name: customer_growth
-- Grain: one row.
SELECT ended / nullIf(began, 0) - 1 AS value, ended AS k, began AS n
FROM (
    SELECT
        (SELECT count() FROM /*stock*/) AS ended,
        (SELECT uniqExact(cid) FROM /*own_spell*/
         WHERE a < {a_t:DateTime64(3, 'UTC')} AND z >= {a_t:DateTime64(3, 'UTC')}) AS began
);

-- name: relations_live
-- Grain: one row.
SELECT count() AS value, count() AS k, count() AS n FROM /*own_spell*/
WHERE a < {z_t:DateTime64(3, 'UTC')} AND z >= {z_t:DateTime64(3, 'UTC')};

-- name: relations_live_by_staff
-- Grain: one row per member who ever had a relation.
SELECT toString(staff_id) AS key, live AS value, live AS k, live AS n FROM (
    SELECT staff_id, countIf(a < {z_t:DateTime64(3, 'UTC')} AND z >= {z_t:DateTime64(3, 'UTC')}) AS live
    FROM /*own_spell*/ GROUP BY staff_id
) ORDER BY staff_id;

-- name: customers_new_by_channel
-- Grain: one row per acquisition channel of the first relation; 0 is none.
SELECT toString(first_ch) AS key, count() AS value, count() AS k, count() AS n FROM /*cohort*/
WHERE f >= {a_t:DateTime64(3, 'UTC')} AND f < {z_t:DateTime64(3, 'UTC')}
GROUP BY first_ch ORDER BY value DESC, key;

-- name: customers_new_by_code
-- Grain: one row per live code of the first relation; 0 is none.
SELECT toString(first_code) AS key, count() AS value, count() AS k, count() AS n FROM /*cohort*/
WHERE f >= {a_t:DateTime64(3, 'UTC')} AND f < {z_t:DateTime64(3, 'UTC')}
GROUP BY first_code ORDER BY value DESC, key;

-- name: add_conversion
-- Grain: one row. A visitor's scans of a code within 24 hours of the one before count once.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT
        (SELECT count() FROM events
         WHERE name = 'follow_started' AND p.live_code != 0 AND p.spell = 1
           AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/) AS k,
        (SELECT countIf(isNull(before) OR t >= before + INTERVAL 24 HOUR) FROM (
            SELECT t, d, lagInFrame(toNullable(t)) OVER (
                PARTITION BY who, code ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before
            FROM (
                SELECT t, d, if(cid != 0, toString(cid), anonymous_id) AS who, p.live_code AS code
                FROM events WHERE name = 'code_scanned' AND /*known*/
            )
        ) WHERE d >= {a:Date32} AND d < {z:Date32}) AS n
);

-- name: verdict
-- Grain: one row per judged addition of the period, with its last verdict.
(
    SELECT cid, staff_id, argMax(toString(p.result), (t, id)) AS verdict
    FROM events
    WHERE name = 'add_validated' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/
      AND ({staff:Int64} = 0 OR staff_id = {staff:Int64})
    GROUP BY cid, staff_id
);

-- name: valid_add_rate
-- Grain: one row.
SELECT countIf(verdict = 'accepted') / nullIf(count(), 0) AS value, countIf(verdict = 'accepted') AS k, count() AS n
FROM /*verdict*/;

-- name: target_attainment
-- Grain: one row.
SELECT countIf(verdict = 'accepted') / nullIf({target:Int64}, 0) AS value, countIf(verdict = 'accepted') AS k,
       count() AS n
FROM /*verdict*/;

-- name: certified_rate
-- Grain: one row.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT countIf(cid IN (
               SELECT cid FROM events WHERE name = 'customer_certified' AND p.result = 'ok' AND /*known*/
                  AND d < {z:Date32}
           )) AS k, count() AS n
    FROM /*stock*/
);

-- name: segment_coverage
-- Grain: one row: of those who were in the segment when the period began.
SELECT countIf(cid IN (SELECT cid FROM /*stock*/)) / nullIf(count(), 0) AS value,
       countIf(cid IN (SELECT cid FROM /*stock*/)) AS k, count() AS n
FROM (
    SELECT cid FROM events
    WHERE name IN ('segment_entered', 'segment_left') AND p.segment = {segment:Int64} AND d < {a:Date32} AND /*known*/
    GROUP BY cid HAVING argMax(name, (t, id)) = 'segment_entered'
);

-- name: cost
-- Grain: one row per recorded cost, with the part of it that falls into the period.
(
    SELECT p.acq_channel AS ch, p.campaign AS campaign, toString(p.kind) AS kind,
        if(from_on > toDate(0) AND to_on >= from_on,
           p.amount_cents * greatest(0, dateDiff('day', greatest(from_on, {a:Date32}),
                                                 least(to_on + 1, {z:Date32}))) / (dateDiff('day', from_on, to_on) + 1),
           if(d >= {a:Date32} AND d < {z:Date32}, toFloat64(p.amount_cents), 0.0)) AS spent,
        p.amount_cents AS amount
    FROM (
        SELECT p, d, toDateOrZero(ifNull(p.`from_on`.:`String`, '')) AS from_on,
               toDateOrZero(ifNull(p.`to_on`.:`String`, '')) AS to_on
        FROM events
        WHERE name = 'cost_recorded' AND /*known*/
    )
);

-- name: cac
-- Grain: one row.
SELECT spent / nullIf(n, 0) AS value, n AS k, n FROM (
    SELECT
        (SELECT sum(spent) FROM /*cost*/
         WHERE ch != 0 AND ({acq_channel:Int64} = 0 OR ch = {acq_channel:Int64})) AS spent,
        (SELECT countIf(v.verdict = 'accepted') FROM /*verdict*/ AS v
         WHERE v.cid IN (SELECT cid FROM /*cohort*/)) AS n
);

-- name: attributed
-- Grain: one row per valid order with a click of the campaign by its buyer in the 7 days before.
(
    SELECT DISTINCT o.oid AS oid, o.cid AS cid, o.net AS net
    FROM /*ord*/ AS o
    INNER JOIN (
        SELECT cid, t FROM events
        WHERE name = 'message_clicked' AND NOT p.is_bot AND p.campaign = {campaign:Int64} AND /*known*/
    ) AS c ON c.cid = o.cid
    WHERE o.valid AND c.t <= o.t AND o.t < c.t + INTERVAL 7 DAY
);

-- name: roas
-- Grain: one row.
SELECT net / nullIf(spent, 0) AS value, toInt64(net) AS k, buyers AS n FROM (
    SELECT (SELECT sum(amount) FROM /*cost*/ WHERE campaign = {campaign:Int64}) AS spent,
           sum(net) AS net, uniqExact(cid) AS buyers
    FROM /*attributed*/
);

-- name: roi
-- Grain: one row.
SELECT (net - spent) / nullIf(spent, 0) AS value, toInt64(net) AS k, buyers AS n FROM (
    SELECT (SELECT sum(amount) FROM /*cost*/ WHERE campaign = {campaign:Int64}) AS spent,
           sum(net) AS net, uniqExact(cid) AS buyers
    FROM /*attributed*/
);

-- name: fission_rate
-- Grain: one row.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT
        (SELECT uniqExact(cid) FROM events
         WHERE name = 'referral_linked' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/
           AND cid IN (SELECT cid FROM /*verdict*/ WHERE verdict = 'accepted')) AS k,
        (SELECT uniqExact(cid) FROM /*act*/
         WHERE d >= {a:Date32} AND d < {z:Date32} AND cid IN (SELECT cid FROM /*period*/)) AS n
);

-- name: share_rate
-- Grain: one row.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT
        (SELECT uniqExact(cid) FROM events
         WHERE name = 'content_shared' AND d >= {a:Date32} AND d < {z:Date32} AND /*known*/) AS k,
        (SELECT uniqExact(cid) FROM /*act*/
         WHERE d >= {a:Date32} AND d < {z:Date32} AND cid IN (SELECT cid FROM /*period*/)) AS n
);

-- name: team
-- Grain: one row per member: the figures that the filter on this member would give, for all members at once.
SELECT staff_id, sum(stock) AS customers_total, sum(came) AS customers_new, sum(active) AS mau, sum(gone) AS customers_left
FROM (
    SELECT staff_id, uniqExact(cid) AS stock, 0 AS came, 0 AS active, 0 AS gone FROM /*spell*/
    WHERE a < {z_t:DateTime64(3, 'UTC')} AND z >= {z_t:DateTime64(3, 'UTC')} GROUP BY staff_id
    UNION ALL
    SELECT first_staff, 0, count(), 0, 0 FROM /*first*/
    WHERE f >= {a_t:DateTime64(3, 'UTC')} AND f < {z_t:DateTime64(3, 'UTC')} GROUP BY first_staff
    UNION ALL
    SELECT staff_id, 0, 0, uniqExact(cid), 0 FROM /*spell*/
    WHERE a < {z_t:DateTime64(3, 'UTC')} AND z >= {a_t:DateTime64(3, 'UTC')}
      AND cid IN (SELECT cid FROM /*act*/ WHERE d >= {a:Date32} AND d < {z:Date32})
    GROUP BY staff_id
    UNION ALL
    SELECT staff_id, 0, 0, 0, uniqExact(cid) FROM /*left_spell*/ GROUP BY staff_id
)
WHERE staff_id != 0 AND ({sees_everyone:Bool} OR has({viewer_staff:Array(Int64)}, staff_id))
GROUP BY staff_id ORDER BY customers_total DESC, staff_id;
