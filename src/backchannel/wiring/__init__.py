"""The one place that joins the real parts. Knows everyone, holds no logic."""
