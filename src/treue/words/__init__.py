"""Everything a person reads: sentences from programmes, reasons and decisions, by language."""
