/** How long a hold lasts from its booking. */
export const holdMs = 600_000;
