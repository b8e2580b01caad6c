"""Words and places as data (*.toml, *.csv), checked hard and loaded once."""
