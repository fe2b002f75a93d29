"""``python -m outsim`` is the same as ``outsim``."""

import sys

from outsim.cli import main

if __name__ == "__main__":
    sys.exit(main())
