"""The statistics page: what its address asks for, and its charts."""
