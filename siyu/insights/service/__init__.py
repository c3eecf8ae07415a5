"""Use cases of insights: figures, the rows behind them, the overview."""
