"""The catalogue of events: the contract of segments, journeys, metrics, webhooks and the ingestion API."""

from siyu.warehouse.catalogue.agreement import find_record_problem, list_disagreements
from siyu.warehouse.catalogue.clickhouse import (
    HOT_PATHS,
    column_type,
    interaction_condition,
    money_expression,
    path_expression,
    properties_type,
)
from siyu.warehouse.catalogue.entries import Entry, Interaction, Key, Op, Retention, Test, entry
from siyu.warehouse.catalogue.grammar import Kind, Privacy, Property, kind_of, read_properties
from siyu.warehouse.catalogue.registry import AREAS, CUSTOM_PREFIX, EVENTS, check_custom_entry, typed_paths
from siyu.warehouse.catalogue.upcasting import missing_upcasters, newest, upcaster
from siyu.warehouse.catalogue.validation import Problem, find_problem

__all__ = [
    "AREAS",
    "CUSTOM_PREFIX",
    "EVENTS",
    "HOT_PATHS",
    "Entry",
    "Interaction",
    "Key",
    "Kind",
    "Op",
    "Privacy",
    "Problem",
    "Property",
    "Retention",
    "Test",
    "check_custom_entry",
    "column_type",
    "entry",
    "find_problem",
    "find_record_problem",
    "interaction_condition",
    "kind_of",
    "list_disagreements",
    "missing_upcasters",
    "money_expression",
    "newest",
    "path_expression",
    "properties_type",
    "read_properties",
    "typed_paths",
    "upcaster",
]
