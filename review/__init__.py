"""Reviews a synthesis: its content, its deviations from the article, its cost, and the changes that it would make."""
