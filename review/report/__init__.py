"""What a reviewer reads: `review.html`, `review.md` and `review.sarif`, made from the facts of a synthesis."""
