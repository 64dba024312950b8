"""Two worked examples: an expert mission to Indonesia and a study visit to Japan. All data is invented."""
