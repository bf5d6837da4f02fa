"""The rules: pure, standard library only, given ``now`` and never asking for it."""
