"""What publications state: observations, and the organisations they are about."""
