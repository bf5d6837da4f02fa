"""The composition root: builds everything once and passes it in. The only room that knows all the others.

Nothing is imported here: what runs live does not load the stage and its sandbox.
"""
