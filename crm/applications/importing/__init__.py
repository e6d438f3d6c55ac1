"""Past applicants come in from a file: read, recognise, check, write in pieces, and go on after an interruption.

`decoding`, `reading`, `columns`, `dates`, `values`, `vocabulary`, `names` and `rows` know no database.
"""
