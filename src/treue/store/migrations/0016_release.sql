-- Which release of Treue decided: every event names an audit row, and that one says it.

ALTER TABLE audit ADD COLUMN IF NOT EXISTS release text;
COMMENT ON COLUMN audit.release IS 'the release of Treue that wrote this; null from before it was noted';
