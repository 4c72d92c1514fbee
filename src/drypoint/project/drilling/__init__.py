"""`drypoint drill`: bad days, carried out on a scratch copy of the practice, with one dated page of what was seen."""
