"""The embedded PostgreSQL: a cluster in the data folder, run as a child process."""

from siyu.runtime.postgres.cluster import Cluster, ClusterError

__all__ = ["Cluster", "ClusterError"]
