"""What presenter, operator and the room work with: questions, cues, the stage, rules."""
