-- How one value of a file is read. Each macro gives the value, or NULL where the text is no such value; the macros
-- called `..._fault` then say what is wrong with it and are evaluated for those rows only.

-- The limits of what is believed.
CREATE MACRO within_money(minor) AS CASE WHEN abs(minor) < 1000000000000000 THEN minor END;
CREATE MACRO within_number(x) AS CASE WHEN abs(x) < 1000000000 THEN CAST(x AS DECIMAL(19, 6)) END;
CREATE MACRO within_calendar(moment) AS
    CASE WHEN moment >= TIMESTAMP '0002-01-01' AND moment < TIMESTAMP '9999-01-01' THEN moment END;
CREATE MACRO quoted(t) AS '''' || left(t, 40) || '''';

-- A text as people see it: composed the same way everywhere (NFC), without blanks around it, and never empty.
CREATE MACRO plain_text(x) AS
    nullif(trim(nfc_normalize(x), ' ' || chr(9) || chr(10) || chr(13) || chr(160)), '');

-- A key that pandas turned into a double because some value was missing: 900.0 means 900.
CREATE MACRO text_of_double(x) AS
    CASE WHEN x = floor(x) AND abs(x) < 9e15 THEN CAST(CAST(x AS BIGINT) AS VARCHAR) ELSE CAST(x AS VARCHAR) END;

-- Money written out, in minor units. `excess` matches decimals beyond the currency's that are not zero.
CREATE MACRO exact_minor(t, written, excess, scale) AS
    CASE WHEN regexp_full_match(t, written[1]) AND NOT regexp_matches(t, excess)
         THEN within_money(TRY_CAST(TRY_CAST(replace(replace(t, written[2], ''), written[3], '.') AS DECIMAL(25, 6)) * scale AS BIGINT)) END;

CREATE MACRO whole_minor(x, scale) AS
    CASE WHEN x BETWEEN -1000000000000000 AND 1000000000000000 THEN within_money(CAST(x AS BIGINT) * scale) END;

-- Money that a program kept as a double: 1.39 is the nearest double to 1.39 and means it. Above a thousand million the
-- neighbours of a double are too far apart to be sure.
CREATE MACRO floating_minor(x, scale) AS
    CASE WHEN abs(x) < 1e9 AND abs(x * scale - round(x * scale)) <= 1e-6 * scale
         THEN CAST(round(x * scale) AS BIGINT) END;

-- A number with at most six decimals, below a thousand million: a quantity or the price of one piece.
CREATE MACRO exact_number(t, written) AS
    CASE WHEN regexp_full_match(t, written[1]) AND NOT regexp_matches(t, written[4])
         THEN within_number(TRY_CAST(replace(replace(t, written[2], ''), written[3], '.') AS DECIMAL(25, 6))) END;

CREATE MACRO floating_number(x) AS
    CASE WHEN abs(x) < 1e9 AND abs(x - round(x, 6)) <= 1e-9 THEN CAST(round(x, 6) AS DECIMAL(19, 6)) END;

-- Price times quantity, rounded once, a half away from zero, as on a till receipt.
CREATE MACRO priced_minor(price, quantity, digits, scale) AS
    within_money(TRY_CAST(round(price * quantity, digits) * scale AS BIGINT));

-- 2.500000 is written 2.5.
CREATE MACRO short_number(x) AS
    CASE WHEN x % 1 = 0 THEN CAST(CAST(x AS BIGINT) AS VARCHAR) ELSE rtrim(CAST(x AS VARCHAR), '0') END;

-- A number, or an amount with its currency, as everybody writes it; any other text stays as it is.
CREATE MACRO plain_number(t, written) AS
    CASE WHEN regexp_full_match(t, written[1])
         THEN ltrim(replace(replace(t, written[2], ''), written[3], '.'), '+')
         WHEN regexp_full_match(t, written[1] || ' [A-Z]{3}')
         THEN ltrim(replace(replace(left(t, length(t) - 4), written[2], ''), written[3], '.'), '+') || right(t, 4)
         ELSE t END;

CREATE MACRO number_fault(label, t, written, excess, limit_of) AS
    label || ' ' || CASE
        WHEN NOT regexp_full_match(t, written[1]) THEN 'is ' || quoted(t) || ', which is not a number'
        WHEN regexp_matches(t, excess) THEN quoted(t) || ' has ' ||
            length(rtrim(regexp_extract(t, written[5], 1), '0')) || ' decimals; ' || limit_of
        ELSE quoted(t) || ' is too large' END;

CREATE MACRO floating_fault(label, x, limit_of) AS
    label || ' ' || CASE
        WHEN isnan(x) THEN 'is NaN, which is not a number'
        WHEN isinf(x) THEN 'is infinite'
        WHEN abs(x) >= 1e9 THEN CAST(x AS VARCHAR) || ' is too large to be exact in a floating-point column'
        WHEN regexp_full_match(CAST(x AS VARCHAR), '-?\d+\.\d+') THEN CAST(x AS VARCHAR) || ' has ' ||
            length(regexp_extract(CAST(x AS VARCHAR), '\.(\d+)', 1)) || ' decimals; ' || limit_of
        ELSE CAST(x AS VARCHAR) || ' has too many decimals; ' || limit_of END;

-- An instant: [wall-clock time, UTC], of which one is NULL.
CREATE MACRO iso_wall_clock(t) AS
    CASE WHEN regexp_full_match(t, '\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?')
         THEN within_calendar(TRY_CAST(t AS TIMESTAMP)) END;
CREATE MACRO iso_utc(t) AS
    CASE WHEN regexp_full_match(t, '\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)? ?(Z|[+-]\d{2}(:?\d{2})?)')
         THEN within_calendar(TRY_CAST(t AS TIMESTAMPTZ) AT TIME ZONE 'UTC') END;
-- The lines of one order must agree on what belongs to the order.
CREATE MACRO disagreement(things, value) AS
    'its lines name two ' || things || ', ' || quoted(min(value)) || ' and ' || quoted(max(value));
CREATE MACRO both_rows(place, value) AS [min_by(place, value), max_by(place, value)];
