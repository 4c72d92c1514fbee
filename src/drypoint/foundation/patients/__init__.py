"""People whom the practice treats: who they are, how they are reached, what is held about them."""
