"""The history in words: its rows, what its address asks for, single plays, repairs."""
