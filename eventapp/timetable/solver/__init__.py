"""Finding rooms and times for sessions: plain values in, a plan out. It knows no database and no event."""
