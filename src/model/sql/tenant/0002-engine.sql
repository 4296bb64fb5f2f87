-- What the server keeps beside the resources, in the same transaction.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- The feed the replicas follow: only ever added to, and its last row stays.
CREATE TABLE change (
	n INTEGER PRIMARY KEY,
	resource TEXT NOT NULL,
	row INTEGER NOT NULL
);

-- A terminal's chain as far as it was answered, and its range of serials.
CREATE TABLE terminal_state (
	terminal TEXT PRIMARY KEY,
	last_seq INTEGER NOT NULL DEFAULT 0,
	last_hash BLOB NOT NULL,
	sscc_first INTEGER NOT NULL DEFAULT 0,
	sscc_next INTEGER NOT NULL DEFAULT 0,
	sscc_last INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Each transaction's one answer, for ever.
CREATE TABLE terminal_answer (
	terminal TEXT NOT NULL,
	seq INTEGER NOT NULL,
	id TEXT NOT NULL, -- terminal/seq where the id had been used before
	hash BLOB NOT NULL,
	kind TEXT NOT NULL,
	-- (an IN of three would make a table of them at each insert)
	state TEXT NOT NULL CHECK (state = 'done' OR state = 'refused' OR state = 'parked'),
	answer TEXT NOT NULL,
	settled_by INTEGER NOT NULL DEFAULT 0,
	user INTEGER NOT NULL,
	time_ms INTEGER NOT NULL,
	session TEXT NOT NULL DEFAULT '', -- of a sign-in
	document INTEGER NOT NULL,        -- its first row of the ledger; 0: it has none
	feed INTEGER NOT NULL,            -- the last change when it had been applied
	line TEXT NOT NULL DEFAULT '',    -- the record, where somebody must still see to it
	PRIMARY KEY (terminal, seq)
) WITHOUT ROWID;

-- An id is one for ever: here, or in the ledger's own index of transactions.
CREATE UNIQUE INDEX terminal_answer_one_id ON terminal_answer (id) WHERE document = 0;

-- A create's id, unique for ever; a repeat gets the first answer.
CREATE TABLE request (id TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID;

-- What is read again but never shown, sealed: the identity provider's secret.
CREATE TABLE secret (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
