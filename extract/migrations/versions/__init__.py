"""A module for each step; its docstring says what it brings."""
