"""The work of a run, reading and writing, in tasks; who does them, and what is kept for the next run."""
