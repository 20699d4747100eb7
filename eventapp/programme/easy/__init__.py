"""Easy Read: the programme, a session, and the way in, with a picture beside each short sentence.

What organisers wrote comes first, then what the program knows, in easy words. Sessions and the programme show it as it
was published; the access page, like all else on it, as it is now.
"""
