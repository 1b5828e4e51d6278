// Choices that somebody else knows: asked for a moment after one stops typing.
import { useEffect, useState } from "preact/hooks";
import type { Choice } from "./picker";

const PAUSE_MS = 150;

export type Ask = (query: string) => Promise<Choice[]>;

/** The answer for *query*; null until it is there. */
export function useAsked(ask: Ask | undefined, query: string, open: boolean): Choice[] | null {
  const [found, setFound] = useState<Choice[] | null>(null);
  useEffect(() => {
    if (!ask || !open) return undefined;
    let current = true;
    setFound(null);
    const timer = setTimeout(async () => {
      const answer = await ask(query);
      if (current) setFound(answer);
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, open]);
  return found;
}
