// Where blocks are drawn (a message, a modal, the Home tab): what was chosen in them, and how a click leaves.
import { createContext } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import type { Drive } from "../drive/drive";
import type { Place } from "../drive/types";
import { useAsk } from "../parts/confirm";
import { initialState, stateOf } from "./values";
import type { Confirm, Element, ElementState, Option } from "./element_types";
import type { Values } from "./types";

export interface Surface {
  place: Place;
  /** What the state is before this page changed it: what the server holds. */
  held: Values;
  chosen: Values;
  choose: (block: string, action: string, state: ElementState) => void;
  /** Sends block_actions; the words of what went wrong, or null. */
  act: (block: string, action: string, state: ElementState) => Promise<string | null>;
  suggest: (block: string, action: string, query: string) => Promise<Option[]>;
}

export const SurfaceContext = createContext<Surface | null>(null);

/** The block around an element. */
export interface Around {
  block: string;
  /** In an input block: choosing sends nothing unless it asks for it. */
  quiet: boolean;
  labelledBy?: string;
  describedBy?: string;
  invalid?: boolean;
  required?: boolean;
}

export const AroundContext = createContext<Around>({ block: "", quiet: false });

const NOTHING: Values = {};

export function useSurface(drive: Drive, place: Place, held = NOTHING): Surface {
  const [chosen, setChosen] = useState<Values>({});
  const untold = useRef(new Map<string, [block: string, action: string, state: ElementState]>());
  return {
    place,
    held,
    chosen,
    choose: (block, action, state) => {
      untold.current.set(`${block} ${action}`, [block, action, state]);
      setChosen((all) => ({ ...all, [block]: { ...all[block], [action]: state } }));
    },
    act: async (block, action, state) => {
      untold.current.delete(`${block} ${action}`);
      if ("view_id" in place)
        for (const quiet of untold.current.values()) await drive.act(place, ...quiet);
      untold.current.clear();
      return drive.act(place, block, action, state);
    },
    suggest: (block, action, query) => drive.suggest(place, block, action, query),
  };
}

type Actionable = Element & { action_id?: string; confirm?: Confirm };

export interface Use {
  state: ElementState | null;
  pending: boolean;
  problem: string | null;
  around: Around;
  /** Keeps the state and, where the block is not quiet, asks to confirm and sends it. */
  choose: (state: ElementState, send?: boolean) => Promise<void>;
  suggest: (query: string) => Promise<Option[]>;
}

/** What an element needs to work: its state, and how a choice in it is made. */
export function useElement(element: Actionable): Use {
  const surface = useContext(SurfaceContext);
  const around = useContext(AroundContext);
  const ask = useAsk();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (!surface) throw new Error("an element outside of any surface");
  const action = element.action_id ?? "";

  const choose = async (state: ElementState, send = !around.quiet) => {
    if (send && element.confirm && !(await ask(element.confirm))) return;
    if (initialState(element)) surface.choose(around.block, action, state);
    if (!send) return;
    setPending(true);
    setProblem(await surface.act(around.block, action, state));
    setPending(false);
  };

  return {
    state: stateOf(element, around.block, surface),
    pending,
    problem,
    around,
    choose,
    suggest: (query) => surface.suggest(around.block, action, query),
  };
}

/** The attributes by which an element says what it is and what is wrong with it. */
export function named(around: Around, name?: string) {
  return {
    "aria-labelledby": around.labelledBy,
    "aria-label": around.labelledBy ? undefined : name,
    "aria-describedby": around.describedBy,
    "aria-invalid": around.invalid || undefined,
    "aria-required": around.required || undefined,
  };
}
