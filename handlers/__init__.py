"""Conversations: what a person says becomes one service call and an answer. No SQL, no messenger's types."""
