"""What was read, as typed tables that remember their cells; which of it the run takes."""
