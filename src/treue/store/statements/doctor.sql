-- What `treue doctor` asks the database about itself. Nothing is changed.

-- name: settings
SELECT name, setting FROM pg_settings
WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'TimeZone', 'default_transaction_isolation')

-- name: clock_of_the_database
-- When this very statement began, as the server saw it; it decides nothing.
SELECT query_start FROM pg_stat_activity WHERE pid = pg_backend_pid()

-- name: webhooks
SELECT p.key, s.subscription_id, s.disabled_because, s.key_mark FROM subscription s JOIN programme p USING (programme_id)
ORDER BY p.key, s.subscription_id

-- name: parked
SELECT p.key, count(*) FROM parked JOIN programme p USING (programme_id) GROUP BY p.key ORDER BY p.key

-- name: readiness
SELECT (SELECT version_num::text FROM alembic_version), to_regclass('treue_restored.erasures_awaited') IS NOT NULL
