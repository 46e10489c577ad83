"""A comparison as a one-page Word brief."""
