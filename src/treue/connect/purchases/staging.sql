-- From checked lines (`line`) to orders in order of time. Every step over whole files can spill to disk: none of them
-- gathers the lines of an order into one value; that is done for one chunk at a time (`purchases_between`).

-- name: bundle
CREATE TABLE bundle AS
SELECT order_key,
       CASE WHEN order_key IS NULL THEN place END AS orphan,
       min(at_utc) AS at_utc,
       min(at_wall) AS at_wall,
       any_value(member) AS member,
       any_value(currency) AS currency,
       any_value(store) AS store,
       any_value(till) AS till,
       any_value(receipt_number) AS receipt_number,
       any_value(business_date) AS business_date,
       any_value(channel) AS channel,
       any_value(kind) AS kind,
       any_value(partner) AS partner,
       any_value(country) AS country,
       any_value(attributes) AS attributes,
       count(fault) > 0 OR min(shared) <> max(shared) AS bad
FROM line
GROUP BY ALL;

-- name: days
SELECT DISTINCT CAST(at_wall AS DATE) FROM bundle WHERE at_utc IS NULL AND at_wall IS NOT NULL ORDER BY 1;

-- name: placed
CREATE TABLE placed AS
SELECT row_number() OVER (ORDER BY occurred_at NULLS FIRST, order_key NULLS FIRST, orphan) AS position,
       order_key, orphan, occurred_at, member, currency, store, till, receipt_number, business_date, channel, kind,
       partner, country, attributes, bad
FROM (
    SELECT b.*, coalesce(b.at_utc, b.at_wall - to_seconds(z.seconds)) AS occurred_at
    FROM bundle b ASOF LEFT JOIN zone_offset z ON b.at_wall >= z.since
)
ORDER BY position;

-- name: order_line
CREATE TABLE order_line AS
SELECT p.position, l.place, l.content
FROM line l JOIN placed p ON l.order_key = p.order_key
WHERE NOT p.bad
ORDER BY p.position, l.place;

-- name: reject
CREATE TABLE reject AS
WITH bad AS (
    SELECT p.position, l.*, coalesce(CAST(l.at_wall AS VARCHAR), CAST(l.at_utc AS VARCHAR) || ' UTC') AS moment
    FROM line l JOIN placed p ON l.order_key = p.order_key
    WHERE p.bad
)
SELECT position, any_value(order_key) AS order_key,
       CASE WHEN count(fault) > 0 THEN min(place, 10) FILTER (fault IS NOT NULL)
            WHEN min(member) <> max(member) THEN both_rows(place, member)
            WHEN min(moment) <> max(moment) THEN both_rows(place, moment)
            WHEN min(store) <> max(store) THEN both_rows(place, store)
            ELSE [min(place), max(place)] END AS places,
       CASE WHEN count(fault) > 0 THEN min_by(fault, place) FILTER (fault IS NOT NULL)
            WHEN min(member) <> max(member) THEN disagreement('members', member)
            WHEN min(moment) <> max(moment) THEN disagreement('times', moment)
            WHEN min(store) <> max(store) THEN disagreement('stores', store)
            WHEN min(currency) <> max(currency) THEN disagreement('currencies', currency)
            WHEN min(till) <> max(till) THEN disagreement('tills', till)
            WHEN min(receipt_number) <> max(receipt_number) THEN disagreement('receipt numbers', receipt_number)
            WHEN min(business_date) <> max(business_date) THEN disagreement('business dates', business_date)
            WHEN min(channel) <> max(channel) THEN disagreement('channels', channel)
            WHEN min(kind) <> max(kind) THEN disagreement('kinds', kind)
            WHEN min(partner) <> max(partner) THEN disagreement('partners', partner)
            WHEN min(country) <> max(country) THEN disagreement('countries', country)
            ELSE disagreement('sets of attributes', attributes) END AS reason
FROM bad
GROUP BY position
UNION ALL
SELECT p.position, NULL, [l.place], l.fault
FROM line l JOIN placed p ON l.place = p.orphan
ORDER BY 1;

-- name: purchases_between
SELECT p.position, p.order_key, p.member, p.occurred_at, p.currency, p.store, p.till, p.receipt_number, p.business_date,
       p.channel, p.kind, p.partner, p.country, p.attributes, l.lines
FROM placed p JOIN (
    SELECT position, '[' || string_agg(content, ',' ORDER BY place) || ']' AS lines
    FROM order_line WHERE position > $after AND position <= $until
    GROUP BY position
) l ON l.position = p.position
WHERE p.position > $after AND p.position <= $until
ORDER BY p.position;

-- name: places_of
SELECT place FROM order_line WHERE position = $position ORDER BY place LIMIT 10;

-- name: rejects_between
SELECT position, order_key, places, reason FROM reject WHERE position > $after AND position <= $until ORDER BY position;
