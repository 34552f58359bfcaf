"""Documents, sheets sent back and pages, planned from the status and written one by one."""
