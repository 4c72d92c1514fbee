"""What people say of the practice: asked of everyone on the same terms, shown with the number and the spread.

Nobody is asked only because they seem happy, nothing is refused but for a stated reason, refusals are counted in
public, and an answer of the practice says nothing that tells who was a patient. What Google knows is fetched when a
visitor asks.
"""
