"""API keys, and pairing the apps that use them."""
