"""Personal touch: who of us knows somebody, what comes next, what was said, and staying in touch after a no."""
