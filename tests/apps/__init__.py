"""The product as it is set up and run: doctor, backup, the supervisor, the command line."""
