"""The words and the rules: frozen dataclasses and pure functions, standard library only."""
