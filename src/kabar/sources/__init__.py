"""What to poll and when. Pure: no network, no database, no clock."""
