"""What can be done with customers, by noun: identities, merges, relations, tags, contacts, views."""
