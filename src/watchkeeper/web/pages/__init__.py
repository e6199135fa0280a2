"""Pages: read what the address asks, call one service, render one template."""
