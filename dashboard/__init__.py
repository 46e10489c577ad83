"""Compares what agencies reported: tidy table to charts, pages and workbooks."""
