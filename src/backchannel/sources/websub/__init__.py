"""WebSub (https://www.w3.org/TR/websub/): hubs call when a feed has something new."""
