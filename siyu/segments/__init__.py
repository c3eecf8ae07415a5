"""Whom we mean: rules over customers and what they did, counted and written down.

Words: a *rule* is a tree of conditions; a *segment* is a rule with a name and revisions; an *estimate* says how many
fit now; an *audience* is the list of those who fitted at an instant and never changes; *RFM* scores buyers by how
recently, how often and for how much they bought.
"""

from siyu.segments.contracts import Audience, AudienceFrozen, Estimate, Preview, Reason, RfmCell, SegmentView
from siyu.segments.errors import AudienceNotFound, BadRule, SegmentChanged, SegmentNotFound
from siyu.segments.queries.audiences import members_of
from siyu.segments.rules.sentence import Sentence, sentence
from siyu.segments.rules.tree import FiveModel, Node, RfmModel
from siyu.segments.service.asking import Rule, estimate, explain, preview, read_rule
from siyu.segments.service.freezing import freeze_audience, get_audience, wait_until_seen
from siyu.segments.service.rfm import RfmPerson, list_rfm_people, rfm_cells
from siyu.segments.service.stored import create_segment, get_segment, list_segments

__all__ = [
    "Audience",
    "AudienceFrozen",
    "AudienceNotFound",
    "BadRule",
    "Estimate",
    "FiveModel",
    "Node",
    "Preview",
    "Reason",
    "RfmCell",
    "RfmModel",
    "RfmPerson",
    "Rule",
    "SegmentChanged",
    "SegmentNotFound",
    "SegmentView",
    "Sentence",
    "create_segment",
    "estimate",
    "explain",
    "freeze_audience",
    "get_audience",
    "get_segment",
    "list_rfm_people",
    "list_segments",
    "members_of",
    "preview",
    "read_rule",
    "rfm_cells",
    "sentence",
    "wait_until_seen",
]
