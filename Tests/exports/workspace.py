"""What the checks of this folder share: the built bench in a workspace of its own, and the tally."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))

from program import Program  # noqa: E402, F401
from tally import Tally  # noqa: E402, F401

# Eight steps an epoch.
SMALL = ["lenet5-sgd", "--set", "dataset.subset.train=[0,512]", "--set",
         "dataset.subset.test=[0,64]", "--set", "training.batch_size=64", "--threads", "1"]


def finish(tally):
    """Prints the totals and ends."""
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)
