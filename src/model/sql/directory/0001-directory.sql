-- What must be known before the tenant is: accounts, sessions, tenants,
-- memberships, terminals.

-- epoch; box_public, box_secret: the key a queue's own key is sealed to.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE tenant (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE account (
	id INTEGER PRIMARY KEY,
	login TEXT NOT NULL,
	login_fold TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	email TEXT NOT NULL DEFAULT '',
	email_fold TEXT NOT NULL DEFAULT '',
	language TEXT NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'sv')),
	password TEXT NOT NULL DEFAULT '',
	history_salt BLOB NOT NULL,
	active INTEGER NOT NULL DEFAULT 1,
	created INTEGER NOT NULL,
	signed_in INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX account_email ON account (email_fold) WHERE email_fold <> '';

-- No password is ever accepted again.
CREATE TABLE password_history (
	account INTEGER NOT NULL REFERENCES account,
	hash BLOB NOT NULL,
	PRIMARY KEY (account, hash)
) WITHOUT ROWID;

CREATE TABLE membership (
	id INTEGER PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account,
	tenant TEXT NOT NULL REFERENCES tenant,
	user INTEGER NOT NULL,
	level TEXT NOT NULL,
	menu TEXT NOT NULL,
	read_only INTEGER NOT NULL DEFAULT 0,
	mobile INTEGER NOT NULL DEFAULT 0,
	privileges TEXT NOT NULL DEFAULT '',
	all_goods_owners INTEGER NOT NULL DEFAULT 0,
	all_warehouses INTEGER NOT NULL DEFAULT 0,
	default_goods_owner INTEGER NOT NULL DEFAULT 0,
	consignee INTEGER NOT NULL DEFAULT 0,
	supplier INTEGER NOT NULL DEFAULT 0,
	active INTEGER NOT NULL DEFAULT 1,
	UNIQUE (account, tenant),
	UNIQUE (tenant, user)
);
CREATE TABLE membership_goods_owner (
	membership INTEGER NOT NULL REFERENCES membership,
	goods_owner INTEGER NOT NULL,
	PRIMARY KEY (membership, goods_owner)
) WITHOUT ROWID;
CREATE TABLE membership_warehouse (
	membership INTEGER NOT NULL REFERENCES membership,
	warehouse INTEGER NOT NULL,
	PRIMARY KEY (membership, warehouse)
) WITHOUT ROWID;

-- A terminal's scope is that of the first user with floor work who signs in
-- there: '*' all, else ids with commas between; NULL while there was none.
CREATE TABLE terminal (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	public_key BLOB NOT NULL,
	tenant TEXT NOT NULL REFERENCES tenant,
	goods_owners TEXT,
	warehouses TEXT,
	revoked INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL
) WITHOUT ROWID;

-- The secret is kept hashed.  A row stays after its end: queued work names it.
CREATE TABLE session (
	id INTEGER PRIMARY KEY,
	public_id TEXT NOT NULL UNIQUE,
	secret BLOB NOT NULL UNIQUE,
	membership INTEGER NOT NULL REFERENCES membership,
	terminal TEXT NOT NULL DEFAULT '',
	address TEXT NOT NULL,
	created INTEGER NOT NULL,
	used INTEGER NOT NULL,
	ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX session_terminal ON session (membership, terminal);

-- Guesses: how many failed in a row, and when the next one is heard.
CREATE TABLE throttle (
	name TEXT PRIMARY KEY,
	failures INTEGER NOT NULL,
	last INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX throttle_last ON throttle (last);
