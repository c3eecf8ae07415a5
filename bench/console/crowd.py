"""A million customers as a house has them: Chinese names with their pinyin, remarks, tags, relations, phones."""

from pypinyin import lazy_pinyin
from sqlalchemy import text

from bench.loop.population import settle_staff
from siyu.runtime.database import UnitOfWork

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲华建国玉萍红鹏飞鑫波斌宇浩凯健俊帆雪梅琳晨欣怡佳"
    "嘉思雨子涵梓轩一诺可心语桐若曦奕辰沐阳天宁安然清妍书瑶悦彤晓东志春龙海山"
)
_NOTES = ("老客户", "会员", "妈妈群", "团长", "新店", "已成交", "待跟进", "门店介绍", "羽绒服尺码L", "生日九月")
_SYLLABLES = text("""
CREATE TEMPORARY TABLE syllables ON COMMIT DROP AS
SELECT row_number() OVER (PARTITION BY is_surname) - 1 AS place, * FROM unnest(
    cast(:written AS text[]), cast(:spoken AS text[]), cast(:surname AS boolean[])
) AS one (written, spoken, is_surname)
""")
_PEOPLE = text("""
INSERT INTO customers (kind, name, name_search, first_source, last_source, phone_tail, phone_masked, created_at,
                       updated_at)
SELECT 'wecom', n.name, n.name || ' ' || n.spoken || ' ' || n.initials,
       n.source, n.source, n.tail, '138****' || n.tail, n.at, n.at
FROM (
    SELECT n, a.written || b.written || coalesce(c.written, '') AS name,
           a.spoken || b.spoken || coalesce(c.spoken, '') AS spoken,
           left(a.spoken, 1) || left(b.spoken, 1) || coalesce(left(c.spoken, 1), '') AS initials,
           (ARRAY['live_code', 'import', 'campaign', 'store', 'mini_program'])[1 + floor(5 * r.d ^ 3)::int] AS source,
           lpad(floor(10000 * r.e)::int::text, 4, '0') AS tail,
           now() - make_interval(mins => (:people - n)::int) AS at
    FROM generate_series(1, :people) AS n
    CROSS JOIN LATERAL (
        SELECT random() AS a, random() AS b, random() AS c, random() AS d, random() AS e WHERE n > 0
    ) AS r
    JOIN syllables AS a ON a.is_surname AND a.place = floor(:surnames * r.a * r.a)
    JOIN syllables AS b ON NOT b.is_surname AND b.place = floor(:given * r.b)
    LEFT JOIN syllables AS c ON NOT c.is_surname AND c.place = floor(:given * 1.3 * r.c)
    ORDER BY n
) AS n
""")
_FOLLOWS = text("""
INSERT INTO follows (customer_id, corp_id, staff_id, external_userid, spell, is_live, started_at, last_interaction_at,
                     moved_at, remark, remark_search, source)
SELECT c.id, s.corp_id, s.id, 'wm' || c.id, 1, c.id % 9 <> 0, c.created_at, now() - interval '3 days', now(),
       coalesce(note, ''), coalesce(note || ' ' || c.name_search, ''), 'import'
FROM customers AS c
JOIN staff_members AS s ON s.id = 1 + (c.id * 7919) % (SELECT count(*) FROM staff_members)
LEFT JOIN unnest(cast(:notes AS text[])) WITH ORDINALITY AS said (note, place) ON said.place = c.id % 50
WHERE c.id % 40 <> 0
""")
# A tag on a tenth of all, on a hundredth, on a thousandth … the rarest on those of long ago.
_TAGS = text("""
WITH made AS (INSERT INTO tag_groups (name, created_at, changed_at) VALUES ('bench', now(), now()) RETURNING id)
INSERT INTO tags (group_id, name, created_at, changed_at)
SELECT made.id, 'tag' || n, now(), now() FROM made, generate_series(1, 24) AS n
""")
_TAGGED = text("""
INSERT INTO customer_tags (customer_id, tag_id, is_on, origin, changed_at)
SELECT c.id, t.id, true, 'rule', now() FROM tags AS t
JOIN customers AS c ON (c.id * 31 + t.id) % (CASE WHEN t.id % 3 = 0 THEN 4 WHEN t.id % 3 = 1 THEN 60 ELSE 2000 END) = 0
  AND (t.id % 8 <> 0 OR c.id < (SELECT max(id) / 10 FROM customers))
""")


_SEARCH_INDEXES = text("SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'ix_%_pieces'")


async def settle_crowd(uow: UnitOfWork, *, people: int, staff: int) -> None:
    """So many customers of so many members, with names that are alike as real ones are."""
    # Filled first and searched later: such an index is built several times faster than it grows.
    indexes = (await uow.execute(_SEARCH_INDEXES)).all()
    for index in indexes:
        await uow.execute(text("DROP INDEX " + index.indexname))
    written = [*_SURNAMES, *dict.fromkeys(_GIVEN)]
    is_surname = [place < len(_SURNAMES) for place in range(len(written))]
    await settle_staff(uow, staff=staff)
    await uow.execute(
        _SYLLABLES, {"written": written, "spoken": [lazy_pinyin(one)[0] for one in written], "surname": is_surname}
    )
    counts = {"surnames": len(_SURNAMES), "given": len(written) - len(_SURNAMES)}
    await uow.execute(_PEOPLE, {"people": people, **counts})
    await uow.execute(_FOLLOWS, {"notes": list(_NOTES)})
    await uow.execute(_TAGS)
    await uow.execute(_TAGGED)
    for index in indexes:
        await uow.execute(text(index.indexdef))
    await uow.execute(text("ANALYZE customers, follows, customer_tags, tags, staff_members"))
