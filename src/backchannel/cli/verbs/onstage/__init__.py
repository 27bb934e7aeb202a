"""Verbs of the stage: its screens, and what an operator does without one."""
