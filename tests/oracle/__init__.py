"""The model a second time: docs/model.md in plain Mesa agents and plain Python floats.

Written from the document alone, it shows that the document says enough to rebuild the model, that the compiled
engine computes what the document says, and what the same model costs without compilation.
"""

from oracle.luck import Luck, OwnLuck, SharedLuck
from oracle.model import OraclePartnership

__all__ = ["Luck", "OraclePartnership", "OwnLuck", "SharedLuck"]
