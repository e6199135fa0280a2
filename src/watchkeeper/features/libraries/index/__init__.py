"""Lists of libraries as arrays: filtered, sorted, summed and searched for faults."""
