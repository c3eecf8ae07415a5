/** Whether the page's policy lets a picture be asked for: from this host, or by https from a host the owner has named. */
export function mayShow(src: string, hosts: readonly string[], here: string = window.location.origin): boolean {
  let url: URL;
  try {
    url = new URL(src, here);
  } catch {
    return false;
  }
  if (url.origin === here) return true;
  const isNamed = hosts.some((host) => (host.startsWith("*.") ? url.host.endsWith(host.slice(1)) : url.host === host));
  return url.protocol === "https:" && isNamed;
}
