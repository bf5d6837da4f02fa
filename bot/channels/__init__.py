"""Messengers behind one port: ``base`` is the port, each other module one messenger."""
