"""The rules, one folder per family; each rule is a file with its page beside it."""
