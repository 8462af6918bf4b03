"""Words that may mean danger: marks in a text, for a person to read. It marks words and judges nobody."""
