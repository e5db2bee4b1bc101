"""Files in, checked records out: the only place that reads."""
