"""What CP-SAT proves: that there is a plan or none, the smallest repair, the reason why not. For `working.py` alone."""
