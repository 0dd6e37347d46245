"""`python -m kabar`."""

from kabar.cli import main

if __name__ == "__main__":
    main()
