-- Sign-ins of the last days, for who is on many terminals at once.

CREATE INDEX session_created ON session (created);
