"""Commands of ``duibiao`` that need the dashboard: the command line calls them by name."""
