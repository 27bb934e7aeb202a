"""The event as files: what is left when the room is empty. It reads the store and writes files."""
