"""**Keep**, part by part: what each kind of row in the store is, and what may be done to it.

Every function here works inside a transaction that ``store.Store`` has begun.
"""
