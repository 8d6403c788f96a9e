"""What several distributions share."""
