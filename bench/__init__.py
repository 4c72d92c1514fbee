"""What Drypoint costs, beside a floor measured in the same run. `make bench` writes the table."""
