"""What can be done to the library, one verb a file."""
