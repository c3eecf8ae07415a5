"""Pure decisions about relations, identities and what people type."""
