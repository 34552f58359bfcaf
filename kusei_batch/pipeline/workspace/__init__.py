"""The workspace itself: begun, looked over before a night, its forms checked, its contents verified."""
