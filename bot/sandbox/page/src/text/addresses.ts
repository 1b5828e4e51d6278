// Addresses of this sandbox, told from those of the rest of the world.

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

function isHere(url: URL): boolean {
  return (
    LOOPBACK.includes(url.hostname) &&
    LOOPBACK.includes(location.hostname) &&
    url.port === location.port
  );
}

/** Where on this server it is, by whichever name it is called; null if it is elsewhere. */
export function localAddress(address: string | undefined): string | null {
  if (!address) return null;
  if (address.startsWith("data:image/")) return address;
  const url = URL.parse(address, location.href);
  return url && isHere(url) ? url.pathname + url.search : null;
}

/** The place of a message's permalink on the page, such as `#C1/p1700000000000100`, else null. */
export function permalinkPlace(address: string): string | null {
  const path = localAddress(address) ?? "";
  const [, channel, message] = /^\/archives\/([^/?]+)(?:\/(p\d+))?/.exec(path) ?? [];
  return channel ? `#${[channel, message].filter(Boolean).join("/")}` : null;
}
