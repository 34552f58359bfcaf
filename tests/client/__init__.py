"""The real client: LibreOffice typing as a person would, and pages as a reader sees them."""
