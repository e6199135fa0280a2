"""The slices: one folder a noun, each with its rules, its service and its queries."""
