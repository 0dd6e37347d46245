"""The nouns: frozen values that stages hand to each other. No behaviour, no dependency above numpy."""
