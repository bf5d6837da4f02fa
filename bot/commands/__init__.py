"""The commands, a module for each group, with ``register(app)``; each imports what it needs when it runs."""
