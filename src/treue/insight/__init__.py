"""What a programme brings: looking at it as a whole, instead of deciding for one member."""
