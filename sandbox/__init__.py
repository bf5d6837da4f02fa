"""A stand-in for Telegram on this machine: for trying, training and tests. It knows nothing of the bot but its clock.

- :mod:`sandbox.world` is the state, :mod:`sandbox.people` what persons do, :mod:`sandbox.server` serves both.
- :mod:`sandbox.botapi` is the Bot API over ``methods.json``; it refuses what Telegram refuses, in its words.
- :mod:`sandbox.pageapi` is what the web page in ``page/`` talks to; :mod:`sandbox.stage` is how it turns the clock.

It serves HTML but not Markdown, photos and documents but no other media, and fetches nothing from the network.
"""
