"""Calibration: does what the tool says come true on trusts whose causes are known?"""
