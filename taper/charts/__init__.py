"""Charts as Vega-Lite: a table goes in, a specification and its frames come out."""
