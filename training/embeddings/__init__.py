"""The recipe of `extraction/models/embedding`."""
