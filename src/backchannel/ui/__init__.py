"""The screens; they see the store and the model, nothing else."""
