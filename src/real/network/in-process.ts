/** A network within a process. The caller decides which messages arrive and which are lost. */
export interface InProcessNetwork<Message> {
  /** Sends a message. A message to a full network is lost. */
  send(message: Message): void;
  /** Whether this message is in flight. */
  carries(message: Message): boolean;
  /** Removes a message that equals this message; `false` if there is none. */
  take(message: Message): boolean;
  /** The messages in flight, sorted by their text, so that the order of sending is not visible. */
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
