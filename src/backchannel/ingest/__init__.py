"""From a source into the store; runs in the collector process."""
