"""Results to files: workbooks, tidy data, and the output folder that appears whole or not at all."""
