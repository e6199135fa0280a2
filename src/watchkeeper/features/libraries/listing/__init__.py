"""Lists of libraries as read from their servers, with what the files are like."""
