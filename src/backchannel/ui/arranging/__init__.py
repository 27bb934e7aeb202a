"""Where the panes of the desk are, and how somebody who sits there moves them about."""
