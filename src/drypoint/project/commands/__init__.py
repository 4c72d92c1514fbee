"""One module a command of the `drypoint` command line."""
