"""Telling people without being asked: alerts by story, digests, and the ways by which they go out.

`looking` decides what is worth an alert, `issues` makes digests, `sending` empties the outbox. What is pure stands
in `alerting`, `schedule` and `encryption`; `mail`, `push`, `services` and `files` are the ways out.
"""
