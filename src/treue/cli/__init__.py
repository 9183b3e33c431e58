"""The command line: what a person types, turned into use cases, and their answers turned into words or JSON.

Every command answers with an exit code of `exits`. What goes wrong is a sentence on standard error that names place and
remedy. Modules of other rooms are imported where a command needs them, so that `treue --help` answers at once.
"""
