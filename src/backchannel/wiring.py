"""The one place that joins the real parts."""
