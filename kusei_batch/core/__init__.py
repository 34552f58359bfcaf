"""Pure nouns of the domain: standard library only, no disk, no clock, no file format."""
