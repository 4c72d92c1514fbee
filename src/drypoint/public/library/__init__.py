"""Pages made of knowledge: what the evidence says, the atlas, the calculator; above the website that shows them."""
