"""Webhooks: messages of the outbox, signed and posted as Standard Webhooks asks for.

A message is delivered at least once, always with the same `webhook-id`, by one worker at a time. Order is not promised:
each message carries the number of the member's event. Where it goes is checked when the connection is made, so what a
name leads to may change as it likes. Secrets are not stored; they follow from the deployment key.
"""
