"""Special functions that are right in float32. They know nothing of distributions."""
