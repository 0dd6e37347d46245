"""Text: what scripts and languages have in common and where they differ."""
