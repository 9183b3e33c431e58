"""Words: every sentence a person reads about a programme, in the person's language.

Inside, things are codes; here each code has a sentence. English is the source text; another language is one catalogue,
`locale/LANGUAGE/LC_MESSAGES/treue.po`, read as it is. Numbers, dates, money and plurals follow the language.
"""
