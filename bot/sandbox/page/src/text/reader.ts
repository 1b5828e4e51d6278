// Who reads: names behind the ids, and the clock and zone for dates.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Channel, Person } from "../drive/types";

export interface Reader {
  me: Person;
  people: Person[];
  channels: Channel[];
  /** An IANA zone; dates are shown in it. */
  zone: string;
  /** Seconds since 1970. */
  now: number;
}

export const ReaderContext = createContext<Reader | null>(null);

export function useReader(): Reader {
  const reader = useContext(ReaderContext);
  if (!reader) throw new Error("nobody reads here");
  return reader;
}

export function personOf(reader: Reader, id: string | undefined): Person | undefined {
  return reader.people.find((person) => person.id === id);
}

export function nameOf(person: Person | undefined): string {
  return person?.real_name || person?.name || "Somebody";
}
