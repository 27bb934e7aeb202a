"""The facilitator's desk and who does its work."""
