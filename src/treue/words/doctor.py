"""What `treue doctor` finds, in words: what is so, and what mends it where it should not be."""

from __future__ import annotations

from collections.abc import Mapping

from treue.words.languages import Language, mark

CHECKS: Mapping[str, str] = {
    "python": mark("Python"),
    "packages": mark("packages"),
    "pages": mark("pages"),
    "disk": mark("disk"),
    "embedded_server": mark("embedded server"),
    "erasures": mark("list of erasures"),
    "webhook_networks": mark("networks of webhooks"),
    "deployment_key": mark("deployment key"),
    "database": mark("database"),
    "schema": mark("schema"),
    "settings": mark("settings of the database"),
    "clock": mark("clock"),
    "worker": mark("worker"),
    "messages": mark("messages"),
    "due": mark("what is due"),
    "parked": mark("parked"),
    "backlog": mark("what waits"),
    "webhooks": mark("webhooks"),
}

FOUND: Mapping[str, str] = {
    "told": mark("{fault}"),
    "python": mark("Python {found}."),
    "python_old": mark("Python {found}; Treue needs {wanted} or newer."),
    "packages": mark("All packages are there."),
    "package_missing": mark("The packages of '{extra}' are not installed."),
    "assets": mark("What pages are made of is built."),
    "assets_missing": mark("What pages are made of is not in {folder}; pages look plain."),
    "disk": mark("{free_mb} MB are free at {folder} ({percent} %)."),
    "disk_full": mark("Only {free_mb} MB are free at {folder} ({percent} %); below {wanted_mb} MB writing may stop."),
    "embedded": mark("Runs as process {pid}, with its data in {home}."),
    "embedded_stopped": mark("Did not run; its data is in {home}."),
    "embedded_new": mark("Had no data yet in {home}."),
    "erasures": mark("Erasures in {path}: {number}."),
    "erasures_none": mark("{path} will name the first one."),
    "erasures_unlisted": mark("No list is kept: a restored back-up would not know who was erased since."),
    "erasures_awaited": mark("The database was restored, and who was erased since the back-up is in it again."),
    "networks_none": mark("Webhooks reach public addresses only."),
    "networks": mark("Webhooks may also reach {networks}."),
    "key_open": mark("{path} can be read by other accounts."),
    "key_missing": mark("{webhook} of '{programme}' was added with the key {wanted}, and there is none here."),
    "key_another": mark("{webhook} of '{programme}' was added with the key {wanted}; the one here is another."),
    "database": mark("{place} answers; PostgreSQL {version}."),
    "schema": mark("It is the one of this release."),
    "settings": mark("What is acknowledged is on disk; sessions are as they should be."),
    "setting_fsync": mark("fsync is {found}: after a power cut the database may be broken."),
    "setting_full_page_writes": mark("full_page_writes is {found}: after a power cut pages may be torn."),
    "setting_synchronous_commit": mark("synchronous_commit is {found}: what was acknowledged may be lost."),
    "setting_TimeZone": mark("Sessions work in {found}, not in UTC."),
    "setting_default_transaction_isolation": mark("Sessions begin transactions as {found}."),
    "clock": mark("The database's machine and this one agree."),
    "clock_apart": mark("The clocks of the database's machine and of this one are {seconds} s apart."),
    "worker": mark("At work: {number}, on {hosts}."),
    "worker_none": mark("None works: webhooks are not delivered, and members nobody touches are not settled."),
    "worker_lost": mark("The last one, process {process} on {host}, was seen at {seen} UTC."),
    "sweep_failed": mark("The sweep {sweep} of '{programme}' failed: {fault}."),
    "messages_late": mark("'{programme}': messages that wait: {number}, the oldest for {minutes} min."),
    "messages_dead": mark("'{programme}': messages given up: {number}."),
    "due_late": mark("'{programme}': members with something due: {number}, the oldest since {days} d."),
    "parked": mark("'{programme}': commands that could not be decided and wait for a person: {number}."),
    "backlog": mark("Nothing waits longer than it should."),
    "webhook_gone": mark("{webhook} of '{programme}' is disabled: it answered that it is gone."),
    "webhook_failing": mark("{webhook} of '{programme}' is disabled: it failed for five days."),
    "webhook_staff": mark("{webhook} of '{programme}' was disabled by staff."),
}

_POOLER = mark("Does a pooler stand between? Let it pass the session's options on, or connect without it.")
REMEDIES: Mapping[str, str] = {
    "python_old": mark("Install Python {wanted} or newer and make the environment anew."),
    "package_missing": mark("Install them: pip install 'treue[{extra}]'"),
    "assets_missing": mark("Build it in the repository: python3 tools/assets.py --venv .venv"),
    "disk_full": mark("Free some space, or move TREUE_HOME to a larger disk."),
    "erasures_unlisted": mark("Set TREUE_ERASURES to a file on another disk than the database."),
    "erasures_awaited": mark("treue erasures replay FILE"),
    "key_open": mark("chmod 600 {path}"),
    "key_missing": mark(
        "Copy the key from where the webhook was added, or set TREUE_KEY_FILE; else remove it and add it anew."
    ),
    "key_another": mark(
        "Copy the key from where the webhook was added, or set TREUE_KEY_FILE; else remove it and add it anew."
    ),
    "setting_fsync": mark("ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();"),
    "setting_full_page_writes": mark("ALTER SYSTEM SET full_page_writes = on; SELECT pg_reload_conf();"),
    "setting_synchronous_commit": _POOLER,
    "setting_TimeZone": _POOLER,
    "setting_default_transaction_isolation": _POOLER,
    "clock_apart": mark("Let both take their time from the network (chrony or systemd-timesyncd)."),
    "worker_none": mark("Start one: treue worker"),
    "worker_lost": mark("Look why it ended, and start it again: systemctl restart treue-worker"),
    "sweep_failed": mark("Look at the worker's log; it will be tried again at its time."),
    "messages_late": mark("Does a worker run? What do receivers answer: treue webhook deliveries {programme}"),
    "messages_dead": mark(
        "treue webhook deliveries {programme} --only dead; then treue webhook replay {programme} WEBHOOK"
    ),
    "due_late": mark("Start a worker, or: treue settle {programme}"),
    "parked": mark("Look at the table parked, and tell who maintains Treue what it says."),
    "webhook_gone": mark("Remove it: treue webhook remove {programme} {webhook}"),
    "webhook_failing": mark("Once its receiver is mended: treue webhook enable {programme} {webhook}"),
    "webhook_staff": mark("If it is needed again: treue webhook enable {programme} {webhook}"),
}


def found_in_words(words: Language, code: str, values: Mapping[str, object]) -> str:
    """What was found."""
    return words.say(FOUND[code], **values)


def remedy_in_words(words: Language, code: str, values: Mapping[str, object]) -> str | None:
    """What mends it, where anything is to be mended."""
    return words.say(REMEDIES[code], **values) if code in REMEDIES else None
