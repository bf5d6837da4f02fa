"""The bot's own web server: updates that a messenger pushes, how the bot is, and its figures. Nothing for a browser."""

from bot.web.app import application
from bot.web.hook import Hook
from bot.web.ping import Ping
from bot.web.serving import served

__all__ = ["Hook", "Ping", "application", "served"]
