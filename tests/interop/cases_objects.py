"""ETS 651 to 1635: the objects of chapter 2.2."""
