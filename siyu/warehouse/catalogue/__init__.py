"""The catalogue of events: the contract of segments, journeys, metrics, webhooks and the ingestion API."""
