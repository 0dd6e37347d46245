"""One module per page: plain functions from a visit to an answer."""
