-- What must be known before the tenant is: accounts and what they get in with,
-- sessions, tenants, memberships, terminals.  What a member may do stands in
-- the tenant's row of users.

-- epoch; box_public, box_secret: the key a queue's own key is sealed to.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE tenant (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;

-- A row stays when its owner is gone: a login is never given again.
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
	gone INTEGER NOT NULL DEFAULT 0,
	-- His user is being deleted: without one he is gone, not half made.
	leaving INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL,
	-- Who makes him: until his user is there, the login is held for that one.
	maker TEXT NOT NULL DEFAULT '',
	signed_in INTEGER NOT NULL DEFAULT 0,
	-- The authenticator app's seed, sealed; NULL until one was enrolled.  No
	-- step is taken twice.
	seed BLOB,
	seed_step INTEGER NOT NULL DEFAULT 0
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
	UNIQUE (account, tenant)
);

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
	created INTEGER NOT NULL,
	contact INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- The secret is kept hashed.  A row stays after its end: queued work names it.
CREATE TABLE session (
	id INTEGER PRIMARY KEY,
	public_id TEXT NOT NULL UNIQUE,
	secret BLOB NOT NULL UNIQUE,
	membership INTEGER NOT NULL REFERENCES membership,
	terminal TEXT NOT NULL DEFAULT '',
	os_user TEXT NOT NULL DEFAULT '',
	address TEXT NOT NULL,
	-- 'password' or 'sso'; level 2: an authenticator's or a provider's word.
	way TEXT NOT NULL DEFAULT 'password',
	assurance INTEGER NOT NULL DEFAULT 1,
	assured INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL,
	used INTEGER NOT NULL,
	ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX session_terminal ON session (membership, terminal);

-- A sign-in between password and PIN, or at the identity provider.  Its own
-- secret is kept hashed, its PIN hashed with it.
CREATE TABLE attempt (
	id INTEGER PRIMARY KEY,
	secret BLOB NOT NULL UNIQUE,
	membership INTEGER NOT NULL DEFAULT 0, -- 0: at the provider, nobody yet
	step TEXT NOT NULL,
	pin BLOB,
	tries INTEGER NOT NULL DEFAULT 0,
	seed BLOB,   -- being enrolled, sealed
	device BLOB, -- the provider's device code, sealed
	due INTEGER NOT NULL DEFAULT 0, -- when it may be asked, or mailed, again
	interval INTEGER NOT NULL DEFAULT 0,
	mails INTEGER NOT NULL DEFAULT 0, -- sent again
	key BLOB,
	terminal_name TEXT NOT NULL DEFAULT '',
	os_user TEXT NOT NULL DEFAULT '',
	address TEXT NOT NULL,
	network TEXT NOT NULL,
	expires INTEGER NOT NULL
);
CREATE INDEX attempt_expires ON attempt (expires);
CREATE INDEX attempt_membership ON attempt (membership, network);

-- Where an account proved itself by a PIN: the terminal's key with the
-- operating system's user.
CREATE TABLE machine (
	id INTEGER PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account,
	terminal TEXT NOT NULL,
	os_user TEXT NOT NULL,
	factor TEXT NOT NULL,
	verified INTEGER NOT NULL,
	UNIQUE (account, terminal, os_user)
);

-- Activation, reset of the password, API: hashed.  expires 0: never.
CREATE TABLE token (
	id INTEGER PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account,
	kind TEXT NOT NULL CHECK (kind IN ('activation', 'reset', 'api')),
	secret BLOB NOT NULL UNIQUE,
	made INTEGER NOT NULL,
	made_by TEXT NOT NULL,
	expires INTEGER NOT NULL DEFAULT 0,
	used INTEGER NOT NULL DEFAULT 0,
	ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX token_account ON token (account);

-- Who an account is at the identity provider.
CREATE TABLE identity (
	issuer TEXT NOT NULL,
	subject TEXT NOT NULL,
	account INTEGER NOT NULL REFERENCES account,
	made INTEGER NOT NULL,
	PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
CREATE INDEX identity_account ON identity (account);

-- Audit rows of what changed here, on their way to the tenant's chain.
CREATE TABLE audit_waiting (id TEXT PRIMARY KEY, entry TEXT NOT NULL) WITHOUT ROWID;

-- Guesses: how many failed in a row, and when the next one is heard.
CREATE TABLE throttle (
	name TEXT PRIMARY KEY,
	failures INTEGER NOT NULL,
	last INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX throttle_last ON throttle (last);
