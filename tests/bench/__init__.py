"""Measurements, started by hand; nothing here is a test."""
