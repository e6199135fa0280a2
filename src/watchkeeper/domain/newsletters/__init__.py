"""Newsletters: the rules of when they are due, what they tell of, and how their page is filled."""
