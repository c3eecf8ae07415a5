"""`python -m siyu.warehouse.server PORT FOLDER`: the embedded warehouse with the settings of the environment."""

import sys
from pathlib import Path

from siyu.runtime.settings import Settings
from siyu.warehouse.server.run import run_warehouse

if __name__ == "__main__":
    sys.exit(run_warehouse(Settings(), int(sys.argv[1]), Path(sys.argv[2])))
