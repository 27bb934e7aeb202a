"""Plain HTTP/1.1 and WebSocket on loopback, and the ways in which they can go wrong."""
