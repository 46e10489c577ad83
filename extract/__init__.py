"""Reads work reports and finds every quantitative claim: text to tidy table."""
