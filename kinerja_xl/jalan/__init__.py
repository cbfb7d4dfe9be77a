"""Runs of the pipeline: what the last one left, many regencies, templates of the next period."""
