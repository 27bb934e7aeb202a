"""How pages are drawn: what may be on one, how moments are told, templates and style."""
