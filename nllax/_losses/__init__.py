"""The losses that people know, one a file, each with the likelihood that it is."""
