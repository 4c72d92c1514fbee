"""The calculator: pool studies of one's own on the website, with plots and the code to repeat it. Nothing is kept."""
