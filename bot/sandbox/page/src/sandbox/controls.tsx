// What the world's drawer is built of.
import type { ComponentChildren } from "preact";
import type { Fault } from "../drive/types";

/** Carries something out, and says *done* when it is. */
export type Do = (what: Promise<unknown>, done: string) => Promise<void>;

export function Control({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="control">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** What goes wrong at the moment, and the way out of it. */
export function Faults({ of, end, onEnd }: { of: Fault[]; end: string; onEnd: () => void }) {
  if (!of.length) return null;
  return (
    <div class="control-faults">
      <ul>
        {of.map(({ where, name, count }) => (
          <li>
            {where}: {name}
            {count ? ` (${count} more)` : ""}
          </li>
        ))}
      </ul>
      <Press name={end} onPress={onEnd} />
    </div>
  );
}

interface PressProps {
  name: string;
  onPress: () => void;
  pressed?: boolean;
}

export function Press({ name, onPress, pressed }: PressProps) {
  return (
    <button type="button" class="button button-small" aria-pressed={pressed} onClick={onPress}>
      {name}
    </button>
  );
}
