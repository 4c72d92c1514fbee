"""What the evidence says, and what harm is known: pages made of the data, around the texts of an editor.

The data in use is the shipped one with the rows of the practice's last loaded edition over it (`editions`). `sentences`
says an answer, `showing` and `harms` gather what the templates read, `addresses` knows every page of it.
"""
