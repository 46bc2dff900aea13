/** The parameters in the message by which a client binds a statement to them: their texts; `null`: none, or another format. */
export function parametersIn(bind: Buffer): (string | null)[] {
  const formatsAt = bind.indexOf(0, bind.indexOf(0) + 1) + 1;
  const formatCount = bind.readInt16BE(formatsAt);
  const isText = (at: number): boolean =>
    formatCount === 0 || bind.readInt16BE(formatsAt + 2 + 2 * (formatCount === 1 ? 0 : at)) === 0;
  let place = formatsAt + 2 + 2 * formatCount;
  const count = bind.readInt16BE(place);
  place += 2;
  return Array.from({ length: count }, (_, at) => {
    const length = Math.max(bind.readInt32BE(place), 0);
    const isNull = bind.readInt32BE(place) < 0;
    place += 4 + length;
    return isNull || !isText(at) ? null : bind.toString('utf8', place - length, place);
  });
}
