"""Renders the review: `review.html`, `review.md` and `review.sarif`, from the facts of a synthesis."""
