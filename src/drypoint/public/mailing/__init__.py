"""The e-mail list: signing up, confirming, leaving, with a ledger of consents; and the reading of bounces.

Nobody is on the list who has not confirmed it by the link in a mail, and nobody who left comes back by an old link. The
answer to a sign-up is the same for every address; what is true of it is said in the mail alone. The reading of bounces
loads no Django.
"""
