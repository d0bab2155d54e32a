"""What a person at a terminal meets: the output folder, the text on the screen, and the question before a change."""
