/** The coordinator's tables. */
export const schema = `
  CREATE TABLE servers (
    id TEXT PRIMARY KEY,
    lease_until_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE players (
    id TEXT PRIMARY KEY,
    server TEXT NOT NULL REFERENCES servers (id),
    token INTEGER NOT NULL CHECK (token > 0),
    version INTEGER NOT NULL CHECK (version >= 0),
    is_damaged INTEGER NOT NULL CHECK (is_damaged IN (0, 1)),
    transfers INTEGER NOT NULL CHECK (transfers >= 0)
  ) STRICT;

  CREATE TABLE active_transfers (
    player TEXT PRIMARY KEY REFERENCES players (id),
    target TEXT NOT NULL REFERENCES servers (id),
    ends_at_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE throttled_transfers (
    full_at_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE items (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES servers (id)
  ) STRICT;

  CREATE TABLE item_places (
    item TEXT NOT NULL REFERENCES items (id),
    place TEXT NOT NULL,
    UNIQUE (item, place)
  ) STRICT;
`;
