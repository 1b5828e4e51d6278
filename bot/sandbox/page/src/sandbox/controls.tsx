// What the world's drawer is built of.
import type { ComponentChildren } from "preact";

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
