"""What can be done with jobs, one verb a file."""
