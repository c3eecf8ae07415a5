"""The use cases of corps: the registry of corps, the shared token and quota stores, the clients."""
