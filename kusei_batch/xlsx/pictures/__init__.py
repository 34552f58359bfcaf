"""Pictures over and in the cells of a workbook: finding them in one that came back, putting them into a fresh copy."""

from kusei_batch.xlsx.pictures.reading import SheetPicture, SheetPictures, read_pictures

__all__ = ["SheetPicture", "SheetPictures", "read_pictures"]
