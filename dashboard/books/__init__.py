"""What each page puts into a workbook: cover, table, charts, notes, and the rows behind."""
