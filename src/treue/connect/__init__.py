"""What comes in from other systems: readers that turn foreign files into the records of `treue.domain`."""
