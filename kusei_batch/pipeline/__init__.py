"""The whole batch: what the command line calls, and the only place where the stages meet."""
