"""Pure decisions about staff: trees, rights, waits, passwords, origins."""
