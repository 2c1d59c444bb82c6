"""The rules of a written plan, one module per group and one function per rule.

Clock time and names only: nothing here shares code with what made the plan.
"""
