"""Use cases. Each works in one transaction: state, audit event and outbox rows together."""
