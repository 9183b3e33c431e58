"""Cards: issuing them, losing them, replacing them. A member may have several."""
