import type { BookingPolicies } from '../../../alphabets/booking.ts';

/** The tables. The database enforces every rule that a constraint can express. */
export function bookingSchemaOf({ idempotencyKey, storeConstraint }: BookingPolicies): string {
  return tables + (idempotencyKey ? uniqueRequests : '') + (storeConstraint ? refusesAboveCapacity : '');
}

/** The constraints that refuse a booking. */
export const oneBookingPerRequest = 'one_booking_per_request';
export const neverAboveCapacity = 'never_above_capacity';

const tables = `
  CREATE TABLE resources (
    id TEXT PRIMARY KEY,
    capacity INTEGER NOT NULL CHECK (capacity >= 0),
    free INTEGER NOT NULL CHECK (free >= 0),
    version INTEGER NOT NULL
  );

  CREATE TABLE bookings (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resource TEXT NOT NULL REFERENCES resources (id),
    client TEXT NOT NULL,
    request INTEGER NOT NULL,
    units INTEGER NOT NULL CHECK (units > 0),
    status TEXT NOT NULL CHECK (status IN ('held', 'confirmed', 'cancelled', 'expired')),
    expires_at_ms BIGINT
  );

  CREATE INDEX bookings_of_resource ON bookings (resource);
`;

const uniqueRequests = `
  CREATE UNIQUE INDEX ${oneBookingPerRequest} ON bookings (client, request);
`;

/**
 * Locks the resource, and counts in the next statement: a concurrent booking of the resource has committed by then, or
 * waits. A count without the lock would miss bookings that are not committed yet.
 */
const refusesAboveCapacity = `
  CREATE FUNCTION refuse_above_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    units_in_all INTEGER;
  BEGIN
    SELECT capacity INTO units_in_all FROM resources WHERE id = NEW.resource FOR NO KEY UPDATE;
    IF units_in_all < NEW.units + (
      SELECT coalesce(sum(units), 0) FROM bookings
      WHERE resource = NEW.resource
        AND status IN ('held', 'confirmed')
    ) THEN
      RAISE check_violation USING
        MESSAGE = 'above capacity', CONSTRAINT = '${neverAboveCapacity}', TABLE = 'bookings';
    END IF;
    RETURN NEW;
  END $$;

  CREATE TRIGGER ${neverAboveCapacity} BEFORE INSERT ON bookings
  FOR EACH ROW EXECUTE FUNCTION refuse_above_capacity();
`;
