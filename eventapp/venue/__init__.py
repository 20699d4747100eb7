"""The rooms of the venue: when and how each can be used."""
