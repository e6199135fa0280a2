"""What is held: the plays as arrays, what they refer to, and the file they are read back from."""
