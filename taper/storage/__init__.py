"""All SQL. Rows never leave this folder: functions take and give the models of the pure folders."""
