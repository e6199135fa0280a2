"""Pages of libraries: all of them, and one."""
