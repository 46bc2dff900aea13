/** A network within one process that delivers nothing by itself: whoever drives it says what arrives, and what is lost. */
export interface InProcessNetwork<Message> {
  /** What is sent while the network is full is lost. */
  send(message: Message): void;
  /** Whether this is in flight. */
  carries(message: Message): boolean;
  /** Takes one of this kind off the network; false where there is none. */
  take(message: Message): boolean;
  /** What is in flight, sorted by its text: in which order it was sent does not show. */
  readonly inFlight: readonly Message[];
}

export function createInProcessNetwork<Message>(capacity: number): InProcessNetwork<Message> {
  const inFlight: { readonly text: string; readonly message: Message }[] = [];
  const find = (message: Message): number => {
    const text = JSON.stringify(message);
    return inFlight.findIndex((one) => one.text === text);
  };
  return {
    send(message) {
      if (inFlight.length >= capacity) return;
      inFlight.push({ text: JSON.stringify(message), message });
      inFlight.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    },
    carries: (message) => find(message) >= 0,
    take(message) {
      const at = find(message);
      if (at >= 0) inFlight.splice(at, 1);
      return at >= 0;
    },
    get inFlight() {
      return inFlight.map(({ message }) => message);
    },
  };
}
