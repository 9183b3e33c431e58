"""What goes out of the house: messages to the systems of others."""
