"""What people do with sources while the event runs: take them out, and ask about others."""
