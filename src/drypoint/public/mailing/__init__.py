"""The e-mail list: so far the reading of bounces, which loads no Django."""
