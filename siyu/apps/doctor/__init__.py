"""`siyu doctor`: says in plain words what is wrong with the set-up and how to mend it."""

from siyu.apps.doctor.examine import examine
from siyu.apps.doctor.findings import Finding, Level

__all__ = ["Finding", "Level", "examine"]
