"""Questions at the desk: their list, and what keys do with them."""
