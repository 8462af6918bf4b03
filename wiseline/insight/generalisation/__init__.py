"""Where skills reach daily life: the map of skills by life contexts, its rules, measures, views and export."""
