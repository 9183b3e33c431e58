"""Whatever the schema allows has words: documents made from it always become terms and a guide."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from tests.programme.schema_documents import documents
from tests.words.test_terms import BEANS, checked
from treue.programme.checking import Checked
from treue.programme.form import check_form
from treue.programme.schema.document import Document
from treue.programme.schema.references import ToUnit
from treue.programme.schema.units import UnitPart
from treue.programme.walking import walk
from treue.programme.yaml_reading import read_yaml
from treue.words.guide import staff_guide
from treue.words.languages import language
from treue.words.terms import member_terms


@cache
def a_unit() -> UnitPart:
    return checked(BEANS).document.units["beans"]


def with_its_units(document: Document) -> Document:
    """The document with a unit for each that it names; all other names may point to nothing."""
    named = {str(visit.value) for visit in walk(document) if isinstance(visit.value, ToUnit)}
    return document.model_copy(update={"units": {name: a_unit() for name in named} | document.units})


@pytest.mark.parametrize("code", ["de", "en"])
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(content=documents())
def test_every_document_of_the_right_form_can_be_told(code: str, content: bytes) -> None:
    root, _ = read_yaml("programme.yaml", content)
    assert root is not None
    form, _ = check_form(root)
    document = Checked(with_its_units(form.document), {}, {})

    terms = member_terms(document, language(code))
    guide = staff_guide(document, language(code))

    assert terms.startswith("# ")
    assert guide.startswith("# ")
    assert [word for word in ("Decimal(", "Period(", "Limit(", "<class") if word in terms + guide] == []
