"""The body and its muscles in a page: maps, drawing tool, picker, pictures, and the words for all of them."""
