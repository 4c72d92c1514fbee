"""What staff type is kept on the server as they type, and who else has the same page open is seen."""
