import type { BookingPolicies } from '../../../alphabets/booking.ts';

/** The tables. The database enforces every rule that a constraint can express. */
export function bookingSchemaOf({ idempotencyKey, storeConstraint }: BookingPolicies): string {
  return tables + (idempotencyKey ? oneBookingPerRequest : '') + (storeConstraint ? neverAboveCapacity : '');
}

const tables = `
  CREATE TABLE resources (
    id TEXT PRIMARY KEY,
    capacity INTEGER NOT NULL CHECK (capacity >= 0),
    free INTEGER NOT NULL CHECK (free >= 0),
    version INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE bookings (
    id INTEGER PRIMARY KEY,
    resource TEXT NOT NULL REFERENCES resources (id),
    client TEXT NOT NULL,
    request INTEGER NOT NULL,
    units INTEGER NOT NULL CHECK (units > 0),
    status TEXT NOT NULL CHECK (status IN ('held', 'confirmed', 'cancelled', 'expired')),
    expires_at_ms INTEGER
  ) STRICT;
`;

const oneBookingPerRequest = `
  CREATE UNIQUE INDEX one_booking_per_request ON bookings (client, request);
`;

/** The message of the trigger that refuses bookings above the capacity. */
export const aboveCapacity = 'above capacity';

const neverAboveCapacity = `
  CREATE TRIGGER never_above_capacity BEFORE INSERT ON bookings
  BEGIN
    SELECT RAISE(ABORT, '${aboveCapacity}')
    FROM resources
    WHERE resources.id = NEW.resource
      AND resources.capacity < NEW.units + (
        SELECT coalesce(sum(units), 0) FROM bookings
        WHERE bookings.resource = NEW.resource
          AND bookings.status IN ('held', 'confirmed'));
  END;
`;
