"""``python -m outsim.app`` is ``outsim-app``."""

import sys

from outsim.app.commanding import main

sys.exit(main())
