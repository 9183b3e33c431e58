"""PostgreSQL: embedded server, connections, schema and migrations, back-up, and the named statements over the books.

This layer reads and writes rows. It decides nothing about a programme and reads no clock of the machine.
"""
