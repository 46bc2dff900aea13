/** Sells tickets. A client that got no answer repeats its order, which buys nothing twice. */
export class Tickets {
  readonly #orders = new Set<string>();
  #left = 1;

  buy(order: string): 'bought' | 'repeated' | 'soldOut' {
    if (this.#left === 0) return 'soldOut';
    if (this.#orders.has(order)) return 'repeated';
    this.#left -= 1;
    this.#orders.add(order);
    return 'bought';
  }

  get left(): number {
    return this.#left;
  }

  orders(): string[] {
    return [...this.#orders].toSorted();
  }
}
