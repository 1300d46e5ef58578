"""Code that knows no application: Vietnamese text, dates, files, queues."""
