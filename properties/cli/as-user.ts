/** A source of an example as a user has it: with imports of the package in place of the sources. */
export function asUser(source: string): string {
  return source
    .replaceAll(/'\.\.\/\.\.\/src\/real\/database\/index\.ts'/g, "'faultbook/postgres'")
    .replaceAll(/'\.\.\/\.\.\/src\/subjects\/lease-queue\/index\.ts'/g, "'faultbook/lease-queue'")
    .replaceAll(
      /'\.\.\/\.\.\/src\/subjects\/lease-queue\/(pg-boss|bullmq|graphile-worker)\.ts'/g,
      "'faultbook/adapters/$1'",
    );
}
