"""'What could help right now?': at most three skills, each with its reasons. It suggests; people decide."""
