"""A form proposed from a list of its fields, or from an Excel form as people have drawn it."""
