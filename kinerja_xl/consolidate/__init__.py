"""Agencies put together into the regency: averages, efficiency, submission matrix, what finance acts on."""
