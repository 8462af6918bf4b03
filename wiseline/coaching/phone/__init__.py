"""Phone calls of a contact: what is said and asked on each line. The scripts are pure; `switch` does what they say."""
