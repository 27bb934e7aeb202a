"""The net, kept at arm's length: addresses checked, waits honoured, answers bounded."""
