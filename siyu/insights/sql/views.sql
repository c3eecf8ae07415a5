-- name: known
-- Grain: a condition on one event: of people who count and whom the viewer sees, accepted before `known_at`.
NOT is_hidden AND received_at < {known_at:DateTime64(3, 'UTC')}
AND ({sees_everyone:Bool} OR cid IN (
    SELECT customer_id FROM people WHERE hasAny(staff_ids, {viewer_staff:Array(Int64)})
));

-- name: act
-- Grain: one row per interaction.
(SELECT cid, d, t FROM events WHERE is_i AND /*known*/);

-- name: spell
-- Grain: one row per spell of a relation; one that still lives ends in 2100.
(
    SELECT
        cid,
        staff_id,
        p.spell                                                    AS number,
        minIf(t, name = 'follow_started')                          AS a,
        if(countIf(name = 'follow_ended') = 0, toDateTime64('2100-01-01 00:00:00', 3, 'UTC'),
           maxIf(t, name = 'follow_ended'))                        AS z,
        anyIf(toString(p.by), name = 'follow_started')             AS started_by,
        anyIf(toString(p.by), name = 'follow_ended')               AS ended_by,
        anyIf(p.acq_channel, name = 'follow_started')              AS ch,
        anyIf(p.live_code, name = 'follow_started')                AS code
    FROM events
    WHERE name IN ('follow_started', 'follow_ended') AND cid != 0 AND /*known*/
    GROUP BY cid, staff_id, number
);

-- name: own_spell
-- Grain: one row per spell that the filters on member and channel let through.
(
    SELECT * FROM /*spell*/
    WHERE ({staff:Int64} = 0 OR staff_id = {staff:Int64})
      AND ({acq_channel:Int64} = 0 OR ch = {acq_channel:Int64})
);

-- name: first
-- Grain: one row per person who was ever followed: when first, through which channel, by whom.
(
    SELECT
        cid,
        min(a)                                    AS f,
        toDate32(min(a), {zone:String})           AS fd,
        argMin(ch, a)                             AS first_ch,
        argMin(code, a)                           AS first_code,
        argMin(staff_id, a)                       AS first_staff
    FROM /*spell*/
    GROUP BY cid
);

-- name: cohort
-- Grain: one row per person who was ever followed and whom the filters let through.
(
    SELECT * FROM /*first*/
    WHERE ({staff:Int64} = 0 OR first_staff = {staff:Int64})
      AND ({acq_channel:Int64} = 0 OR first_ch = {acq_channel:Int64})
);

-- name: stock
-- Grain: one row per person with a live relation at the end of the period.
(
    SELECT DISTINCT cid FROM /*own_spell*/
    WHERE a < {z_t:DateTime64(3, 'UTC')} AND z >= {z_t:DateTime64(3, 'UTC')}
);

-- name: period
-- Grain: one row per person with a live relation at any moment of the period.
(
    SELECT DISTINCT cid FROM /*own_spell*/
    WHERE a < {z_t:DateTime64(3, 'UTC')} AND z >= {a_t:DateTime64(3, 'UTC')}
);

-- name: ord
-- Grain: one row per paid order, with what was refunded of it.
(
    SELECT oid, buyer AS cid, paid_at AS t, paid_on AS d, sc, paid, refunded, paid - refunded AS net,
           paid > refunded AS valid
    FROM (
        SELECT
            p.order                                                     AS oid,
            anyIf(cid, name = 'order_paid')                             AS buyer,
            minIf(t, name = 'order_paid')                               AS paid_at,
            minIf(d, name = 'order_paid')                               AS paid_on,
            anyIf(toString(p.sales_channel), name = 'order_paid')       AS sc,
            sumIf(p.paid_cents, name = 'order_paid')                    AS paid,
            sumIf(p.refund_cents, name = 'order_refunded')              AS refunded
        FROM events
        WHERE name IN ('order_paid', 'order_refunded') AND /*known*/
        GROUP BY oid
        HAVING paid > 0
    )
    WHERE {sales_channel:String} = '' OR sc = {sales_channel:String}
);

-- name: occ
-- Grain: one row per purchase occasion: all valid orders of one person on one local day.
(
    SELECT cid, d, sum(net) AS worth,
           row_number() OVER (PARTITION BY cid ORDER BY d) AS nth,
           lagInFrame(d) OVER (PARTITION BY cid ORDER BY d) AS prev
    FROM /*ord*/
    WHERE valid AND cid != 0
    GROUP BY cid, d
);

-- name: turn
-- Grain: one row per run of customer messages in a chat, with the first human answer.
(
    SELECT cid, staff_id, t AS asked, answered,
           if(isNull(answered), NULL, dateDiff('millisecond', asked, answered) / 1000) AS wait
    FROM (
        SELECT cid, staff_id, t, ours,
            lagInFrame(toUInt8(ours), 1, 1) OVER (
                PARTITION BY chat ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            ) AS prev_ours,
            min(if(ours, t, NULL)) OVER (
                PARTITION BY chat ORDER BY t ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
            ) AS answered
        FROM (
            SELECT cid, staff_id, t, name = 'chat_message_sent' AS ours, p.chat AS chat
            FROM events
            WHERE (name = 'chat_message_received' OR (name = 'chat_message_sent' AND p.sender = 'staff'))
              AND /*known*/
        )
    )
    WHERE NOT ours AND prev_ours
);

-- name: of_campaign
-- Grain: a condition on one event of a message: of the campaign, or of the period when none is named.
(({campaign:Int64} != 0 AND p.campaign = {campaign:Int64})
 OR ({campaign:Int64} = 0 AND d >= {a:Date32} AND d < {z:Date32}));

-- name: delivered
-- Grain: one row per person to whom a message of the campaign was delivered, with the first time.
(
    SELECT cid, min(t) AS at FROM events
    WHERE name = 'message_delivered' AND cid != 0 AND /*of_campaign*/ AND /*known*/
    GROUP BY cid
);

-- name: five_classes
-- Grain: one row per person in stock with exactly one class: lost, silent, high_value, new, active, in this order.
(
    SELECT
        s.cid AS cid,
        multiIf(
            b.cid != 0 AND dateDiff('day', b.last_on, {day:Date32}) >= {lost_days:Int32}, 'lost',
            dateDiff('day', greatest(f.fd, h.last_on), {day:Date32}) >= {silent_days:Int32}, 'silent',
            b.worth_year >= {line_cents:Int64}, 'high_value',
            dateDiff('day', f.fd, {day:Date32}) < {new_days:Int32}, 'new',
            'active'
        ) AS class
    FROM /*stock*/ AS s
    INNER JOIN /*first*/ AS f ON f.cid = s.cid
    LEFT JOIN (SELECT cid, max(d) AS last_on FROM /*act*/ WHERE d < {z:Date32} GROUP BY cid) AS h ON h.cid = s.cid
    LEFT JOIN (
        SELECT cid, max(d) AS last_on, sumIf(worth, dateDiff('day', d, {day:Date32}) < 365) AS worth_year
        FROM /*occ*/ WHERE d < {z:Date32} GROUP BY cid
    ) AS b ON b.cid = s.cid
);
