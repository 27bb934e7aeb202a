"""What the three roles decide: the run of the programme, questions, cues, the stage."""
