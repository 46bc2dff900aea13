/** JSON without the quotes around simple names, and with blanks at which a line can be broken. */
export function briefJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/"([A-Za-z][\w-]*)"/g, '$1')
    .replaceAll(/([,:])/g, '$1 ');
}
