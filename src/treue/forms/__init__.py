"""What programs write and read: JSON checked against a form, facts in it, and the shapes of answers.

The command line and the HTTP service take and give the same forms, so what is written for one works with the other.
"""
