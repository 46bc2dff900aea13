/** The connection ended in the middle of a statement: this end cannot know whether the statement was carried out. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';
}
