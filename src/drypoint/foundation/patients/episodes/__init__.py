"""Problems that people are treated for, and the referrals they came with."""
