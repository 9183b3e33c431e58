"""Pages and files from values: values in, bytes out. Nothing here asks a database, a network or the time."""
