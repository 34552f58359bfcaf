"""The kit for an offline Windows PC: how it is built, and the files in it that people double-click."""
