/** Something that is wrong outside of the program, and is told in one line: what, where, what to do. */
export class Complaint extends Error {
  override name = 'Complaint';
}
