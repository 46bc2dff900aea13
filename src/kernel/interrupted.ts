/** Work was stopped by its signal. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}
