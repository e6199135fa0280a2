"""The lived-in household: what its people watched for years, and what they do now."""
