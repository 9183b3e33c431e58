"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

ProgrammeId = Annotated[str, typer.Argument(metavar="PROGRAMME", help="Id of the programme.", show_default=False)]
MemberWord = Annotated[
    str,
    typer.Argument(metavar="MEMBER", help="Public id, the shop's own id, or a card number.", show_default=False),
]
RewardId = Annotated[str, typer.Argument(metavar="REWARD", help="Id of the reward.", show_default=False)]
Actor = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="In whose name; the account of the operating system without it."),
]
Key = Annotated[
    str | None,
    typer.Option(metavar="KEY", help="Request key: the same key and content happen once. A fresh one without it."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]
LanguageCode = Annotated[
    str | None,
    typer.Option(
        "--language", metavar="CODE", help="Language of the answer, for instance de; the environment's without it."
    ),
]
NoErasuresSinceBackup = Annotated[
    bool, typer.Option("--no-erasures-since-backup", help="State that nobody was erased since the back-up.")
]
