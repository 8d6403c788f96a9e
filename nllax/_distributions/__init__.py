"""One family per file: plain functions for legal parameters, then the line that builds the record."""
