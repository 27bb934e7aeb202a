"""HTML: the event as a site of pages that open from the disk, without a server or a network."""
