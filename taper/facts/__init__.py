"""Clinical content as data: each file has its own loader, each entry its source and date."""
