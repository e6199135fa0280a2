"""What one look or notice changes: pure steps from what was known to what is known now."""
