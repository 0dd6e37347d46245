"""Words of number and unit in the languages most read."""

CURRENCIES: dict[str, str] = {}
MULTIPLIERS: dict[str, str] = {}
NUMBER_WORDS: dict[str, str] = {}
PERCENT: dict[str, str] = {}
UNITS: dict[str, str] = {}
WHAT_IS_NO_COUNT: dict[str, str] = {}
