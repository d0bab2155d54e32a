"""Programs that write the generated pages and the schema."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "constructs"))  # source root, as in main.py: config reads its tables
