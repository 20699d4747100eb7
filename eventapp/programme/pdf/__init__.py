"""The programme as PDF, for printers and for people who read PDFs aloud.

`words` says what stands on each sheet, `making` has it set in a process of its own (`setting`, with `sheets/*.typ`).
"""
