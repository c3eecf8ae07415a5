"""The search box: people and things by what is remembered of them, and which of it matched."""
