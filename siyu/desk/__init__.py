"""The desk: what a person at a screen asks of the whole house at once.

Words: a *to-do* is a count of things that wait for somebody; a *notice* tells one person that something happened;
a *view* is a saved way to look at a list; *long work* is anything that goes on after the page is closed.
"""

from siyu.desk.doctor.contracts import Copyable, Examiner, Verdict
from siyu.desk.doctor.service import register_examiner
from siyu.desk.stream.service.hub import StreamHub

__all__ = ["Copyable", "Examiner", "StreamHub", "Verdict", "register_examiner"]
