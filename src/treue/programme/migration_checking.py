"""What one document can say wrong under `migrate`; whether it names what gets worse is known when it is published."""

from __future__ import annotations

from treue.programme.locating import Keys
from treue.programme.meaning import MeaningChecker


def check_migrations(checker: MeaningChecker) -> None:
    """Notes migrations that name nothing, name something twice, or convert into nothing or what is no unit."""
    seen: set[tuple[str, str]] = set()
    for index, migration in enumerate(checker.document.migrate):
        keys: Keys = ("migrate", index)
        if not checker.form.is_whole(*keys):
            continue
        named = migration.named()
        if not named:
            problem = "nothing is named that it is about"
            checker.report("migration", keys, problem, "name 'units', 'pay_with', 'earn' or 'rewards', as lists of ids")
        for section, names in named.items():
            for position, name in enumerate(names):
                if (section, name) in seen:
                    problem = f"'{name}' of '{section}' is named twice"
                    checker.report("migration", (*keys, section, position), problem, "say it once")
                seen.add((section, name))
        if (migration.how == "convert") != (migration.into is not None):
            place = keys if migration.into is None else (*keys, "into")
            problem = "'convert' and 'into' go together" if migration.into else "nothing says into what it is converted"
            checker.report("migration", place, problem, "write 'how: convert' and, for instance, 'into: {points: 2}'")
        if migration.how == "convert" and set(named) - {"units"}:
            problem = "only units can be converted"
            checker.report("migration", (*keys, "how"), problem, "write 'follow' or 'keep', or name 'units' only")
