"""Pure rules of insights: statistics, periods, putting questions together."""
