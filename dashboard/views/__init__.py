"""The pages: scripts that read like the screen and compute nothing."""
