/** Thirty days before now, to the minute, as the server counts the recent acts. */
export function since30(now: Date = new Date()): string {
  const at = new Date(now.getTime() - 30 * 24 * 3600 * 1000);
  at.setUTCSeconds(0, 0);
  return at.toISOString();
}
