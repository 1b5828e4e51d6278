// input: a label, an element, a hint, and what is wrong with what was entered.
import { createContext } from "preact";
import { useContext, useId } from "preact/hooks";
import { Icon } from "../../parts/icon";
import { plain } from "../../text/text";
import { ElementOf } from "../elements/element";
import { AroundContext } from "../surface";
import type { BlockOf } from "../types";

/** What the view says is wrong, by block_id. */
export const ErrorsContext = createContext<Record<string, string>>({});

export function Input({ of }: { of: BlockOf<"input"> }) {
  const id = useId();
  const block = of.block_id ?? "";
  const error = useContext(ErrorsContext)[block];
  const described = [error && `${id}-error`, of.hint && `${id}-hint`].filter(Boolean).join(" ");
  const around = {
    block,
    quiet: !of.dispatch_action,
    labelledBy: `${id}-label`,
    describedBy: described || undefined,
    invalid: Boolean(error),
    required: !of.optional,
  };
  return (
    <div class={`input${error ? " input-wrong" : ""}`} data-block={block}>
      <div id={`${id}-label`} class="input-label">
        {plain(of.label)}
        {of.optional && <span class="input-optional"> (optional)</span>}
      </div>
      <AroundContext.Provider value={around}>
        <ElementOf of={of.element} />
      </AroundContext.Provider>
      {error && (
        <div id={`${id}-error`} class="input-error" role="alert">
          <Icon name="warning" size={16} /> {error}
        </div>
      )}
      {of.hint && (
        <div id={`${id}-hint`} class="input-hint">
          {plain(of.hint)}
        </div>
      )}
    </div>
  );
}
