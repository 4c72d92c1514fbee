"""Staff sign-in, second factor and roles."""
