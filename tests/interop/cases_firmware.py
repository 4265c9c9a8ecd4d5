"""ETS 751 to 779: firmware update."""
