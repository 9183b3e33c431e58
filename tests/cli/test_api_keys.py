"""Keys for the HTTP API, as they are typed."""

from __future__ import annotations

from tests.cli.conftest import CommandLine


def test_a_key_is_made_listed_and_revoked(shop: CommandLine) -> None:
    made = shop("key", "create", "shop", "till-1", "--language", "de")
    narrow = shop("key", "create", "shop", "shelf", "--role", "auditor", "--scope", "programme:read", "--json")
    revoked = shop("key", "revoke", "shop", "till-1")
    listed = shop("key", "list", "shop", "--json").shape["keys"]

    sentence, secret = made.said.splitlines()
    assert sentence.startswith("Der Schlüssel „till-1“ ist angelegt.")
    assert secret.startswith("treue_")
    assert len(secret) == len("treue_") + 43
    assert narrow.shape["secret"] != secret
    assert revoked.said == "Revoked the key 'till-1'.\n"
    assert [(key["name"], key["role"], key["revoked_at"] is None) for key in listed] == [
        ("shelf", "auditor", True),
        ("till-1", "cashier", False),
    ]
    assert listed[0]["scopes"] == ["programme:read"]
    assert secret not in str(listed)


def test_a_name_is_never_given_twice_and_a_scope_never_beyond_the_role(shop: CommandLine) -> None:
    shop("key", "create", "shop", "till-1")
    shop("key", "revoke", "shop", "till-1")

    again = shop("key", "create", "shop", "till-1")
    beyond = shop("key", "create", "shop", "till-2", "--role", "auditor", "--scope", "events:write")
    unknown = shop("key", "revoke", "shop", "till-3")

    assert (again.code, again.complained) == (
        2,
        "'shop' has or had a key 'till-1'; a name is never given twice, choose another.\n",
    )
    assert (beyond.code, beyond.complained) == (
        2,
        "--scope: the role auditor may not do 'events:write'; "
        "choose among audit:read, exports:run, figures:read, members:read, programme:read.\n",
    )
    assert (unknown.code, unknown.complained) == (
        2,
        "'shop' has no valid key 'till-3'; list them with: treue key list shop.\n",
    )
