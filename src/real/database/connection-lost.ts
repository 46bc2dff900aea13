/** The connection ended in the middle of a statement: whether that was carried out, nobody at this end knows. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';
}
