"""What the three roles work with beside posts: the run of the programme, questions, the stage."""
