"""The published programme in the formats of other programs: what each of them wants, and nothing else."""
