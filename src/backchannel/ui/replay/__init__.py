"""A recorded event on the desk: what keys do to its clock."""
