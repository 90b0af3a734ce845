"""The command line: flags of the field's oldest users, turned into frozen configuration."""
