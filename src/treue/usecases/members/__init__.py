"""Members: joining, showing, erasing."""
