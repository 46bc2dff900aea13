/**
 * From now on calls with each error that no code of the process catches, which would end the process. Returns the function that
 * ends that. Where the process has such a function already, that one keeps its place.
 */
export function captureUncaught(onError: (error: unknown) => void): () => void {
  if (process.hasUncaughtExceptionCaptureCallback()) return () => undefined;
  process.setUncaughtExceptionCaptureCallback(onError);
  return () => process.setUncaughtExceptionCaptureCallback(null);
}
