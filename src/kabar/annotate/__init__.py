"""Article to annotations: language, names, topics, agency, dateline and vector. No network, no SQL."""
