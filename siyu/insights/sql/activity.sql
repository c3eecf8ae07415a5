-- name: live_act
-- Grain: one row per person x local day with an interaction on a day on which a relation lived.
(
    SELECT DISTINCT x.cid AS cid, x.d AS d
    FROM (SELECT DISTINCT cid, d FROM /*act*/ WHERE d >= {act_from:Date32} AND d < {z:Date32}) AS x
    INNER JOIN /*own_spell*/ AS s ON s.cid = x.cid
    WHERE s.a < toDateTime64(x.d + 1, 3, {zone:String}) AND s.z >= toDateTime64(x.d, 3, {zone:String})
);

-- name: dau
-- Grain: one row: of the last day of the period.
SELECT uniqExact(cid) AS value, uniqExact(cid) AS k, uniqExact(cid) AS n FROM /*live_act*/ WHERE d = {day:Date32};

-- name: wau
-- Grain: one row: of the 7 days that end with the period.
SELECT uniqExact(x.cid) AS value, uniqExact(x.cid) AS k, uniqExact(x.cid) AS n
FROM (SELECT DISTINCT cid FROM /*act*/ WHERE d > {day:Date32} - 7 AND d <= {day:Date32}) AS x
INNER JOIN /*own_spell*/ AS s ON s.cid = x.cid
WHERE s.a < {z_t:DateTime64(3, 'UTC')} AND s.z >= toDateTime64({day:Date32} - 6, 3, {zone:String});

-- name: mau
-- Grain: one row.
SELECT uniqExact(cid) AS value, uniqExact(cid) AS k, uniqExact(cid) AS n FROM /*act*/
WHERE d >= {a:Date32} AND d < {z:Date32} AND cid IN (SELECT cid FROM /*period*/);

-- name: stickiness
-- Grain: one row.
SELECT days_active / {days:Int32} / nullIf(n, 0) AS value, days_active AS k, n FROM (
    SELECT
        (SELECT count() FROM /*live_act*/ WHERE d >= {a:Date32}) AS days_active,
        (SELECT uniqExact(cid) FROM /*act*/
         WHERE d >= {a:Date32} AND d < {z:Date32} AND cid IN (SELECT cid FROM /*period*/)) AS n
);

-- name: interaction_rate
-- Grain: one row.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT countIf(cid IN (SELECT cid FROM /*act*/ WHERE d >= {a:Date32} AND d < {z:Date32})) AS k, count() AS n
    FROM /*period*/
);

-- name: interaction_depth
-- Grain: one row.
SELECT count() / nullIf(uniqExact(cid), 0) AS value, count() AS k, uniqExact(cid) AS n FROM /*act*/
WHERE d >= {a:Date32} AND d < {z:Date32} AND cid IN (SELECT cid FROM /*period*/);

-- name: retention
-- Grain: one row: of the people first followed in the period whose day `horizon` is over.
SELECT countIf(met) / nullIf(count(), 0) AS value, countIf(met) AS k, count() AS n FROM (
    SELECT f.cid, countIf(x.d BETWEEN f.fd + {horizon:Int32} - {width:Int32} + 1 AND f.fd + {horizon:Int32}) > 0 AS met
    FROM /*cohort*/ AS f
    LEFT JOIN (SELECT DISTINCT cid, d FROM /*act*/) AS x ON x.cid = f.cid
    WHERE f.fd >= {a:Date32} AND f.fd < {z:Date32} AND f.fd + {horizon:Int32} < {asof_day:Date32}
    GROUP BY f.cid
);

-- name: relation_retention
-- Grain: one row.
SELECT countIf(met) / nullIf(count(), 0) AS value, countIf(met) AS k, count() AS n FROM (
    SELECT f.cid, max(s.a < toDateTime64(f.fd + {horizon:Int32} + 1, 3, {zone:String})
                      AND s.z >= toDateTime64(f.fd + {horizon:Int32} + 1, 3, {zone:String})) AS met
    FROM /*cohort*/ AS f
    INNER JOIN /*spell*/ AS s ON s.cid = f.cid
    WHERE f.fd >= {a:Date32} AND f.fd < {z:Date32} AND f.fd + {horizon:Int32} < {asof_day:Date32}
    GROUP BY f.cid
);

-- name: silent
-- Grain: one row per silent person in stock.
(
    SELECT f.cid AS cid, greatest(any(f.fd), maxIf(x.d, x.d < {z:Date32})) AS last_on
    FROM /*first*/ AS f
    LEFT JOIN (SELECT DISTINCT cid, d FROM /*act*/) AS x ON x.cid = f.cid
    WHERE f.cid IN (SELECT cid FROM /*stock*/)
    GROUP BY f.cid
    HAVING dateDiff('day', last_on, {day:Date32}) >= {silent_days:Int32}
);

-- name: silent_count
-- Grain: one row.
SELECT count() AS value, count() AS k, count() AS n FROM /*silent*/;

-- name: lost
-- Grain: one row per person in stock whose last purchase is long ago.
(
    SELECT cid, max(d) AS last_on FROM /*occ*/
    WHERE d < {z:Date32} AND cid IN (SELECT cid FROM /*stock*/)
    GROUP BY cid
    HAVING dateDiff('day', last_on, {day:Date32}) >= {lost_days:Int32}
);

-- name: lost_count
-- Grain: one row.
SELECT count() AS value, count() AS k, count() AS n FROM /*lost*/;

-- name: high_risk_count
-- Grain: one row.
SELECT count() AS value, count() AS k, count() AS n FROM (
    SELECT cid FROM events WHERE name = 'risk_marked' AND d < {z:Date32} AND /*known*/
    GROUP BY cid HAVING argMax(p.is_on, (t, id))
) WHERE cid IN (SELECT cid FROM /*stock*/);

-- name: churn_rate
-- Grain: one row.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT
        countIf(b.cid NOT IN (SELECT cid FROM /*stock*/) OR b.cid IN (SELECT cid FROM /*lost*/)) AS k,
        count() AS n
    FROM (
        SELECT cid, max(d) AS last_on FROM /*occ*/
        WHERE d < {a:Date32} AND cid IN (
            SELECT cid FROM /*own_spell*/ WHERE a < {a_t:DateTime64(3, 'UTC')} AND z >= {a_t:DateTime64(3, 'UTC')}
        )
        GROUP BY cid
        HAVING dateDiff('day', last_on, {a:Date32}) - 1 < {lost_days:Int32}
    ) AS b
);

-- name: unfollow_rate
-- Grain: one row.
SELECT k / nullIf(n, 0) AS value, k, n FROM (
    SELECT
        countIf(z >= {a_t:DateTime64(3, 'UTC')} AND z < {z_t:DateTime64(3, 'UTC')} AND ended_by = 'customer') AS k,
        countIf(z >= {a_t:DateTime64(3, 'UTC')} AND a < {z_t:DateTime64(3, 'UTC')}
                AND NOT (a >= {a_t:DateTime64(3, 'UTC')} AND started_by = 'transfer')) AS n
    FROM /*own_spell*/
);

-- name: metric_correlation
-- Grain: one row: interactions against net sales, person by person.
SELECT corr(acts, net) AS value, count() AS k, count() AS n FROM (
    SELECT q.cid AS cid, any(x.acts) AS acts, any(o.net) AS net
    FROM /*period*/ AS q
    LEFT JOIN (
        SELECT cid, toFloat64(count()) AS acts FROM /*act*/ WHERE d >= {a:Date32} AND d < {z:Date32} GROUP BY cid
    ) AS x ON x.cid = q.cid
    LEFT JOIN (
        SELECT cid, toFloat64(sum(net)) AS net FROM /*ord*/ WHERE d >= {a:Date32} AND d < {z:Date32} GROUP BY cid
    ) AS o ON o.cid = q.cid
    GROUP BY q.cid
);
