"""発行 1: which sheets a round needs, what is stamped on each, and the register of what was issued."""
