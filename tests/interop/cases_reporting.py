"""ETS 301 to 311: observing and being told."""
