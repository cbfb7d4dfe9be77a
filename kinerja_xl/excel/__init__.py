"""What all who touch spreadsheets share: places of cells, text that stays text."""
