"""Connections that stay open: WebSockets, server-sent events, lines of text."""
