"""The audit trail: who did what to which data, append-only and chained by hashes."""

from siyu.runtime.audit.chain import Finding, verify_chain
from siyu.runtime.audit.writer import write_audit

__all__ = ["Finding", "verify_chain", "write_audit"]
