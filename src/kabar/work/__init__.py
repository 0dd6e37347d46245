"""Running the flow: rounds in the foreground, a loop in the background, upkeep."""
