"""What an observation says: peers, baseline, standard, hypothesis tests."""
