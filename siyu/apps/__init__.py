"""The only place that knows everyone: web, worker, warehouse, supervisor and command line."""
