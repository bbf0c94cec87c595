"""A shared diary for coming off an antidepressant."""

__version__ = "0.1.0"
