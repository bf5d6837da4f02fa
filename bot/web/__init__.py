"""The bot's own web server: updates that a messenger pushes, how the bot is, and its figures. Nothing for a browser.

Nothing is imported here: a bot that polls and is not watched needs no web server.
"""
