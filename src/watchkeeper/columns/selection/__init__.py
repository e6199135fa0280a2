"""Which plays a question means, and what of them counts as one."""
