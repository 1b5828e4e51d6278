// Inputs of text, numbers, addresses and URLs.
import { plain } from "../../text/text";
import { named, useElement } from "../surface";
import type { FieldElement } from "../element_types";
import { Problem } from "./problem";

const MODES: Record<string, "decimal" | "email" | "url" | undefined> = {
  number_input: "decimal",
  email_text_input: "email",
  url_text_input: "url",
};
const NEAR_THE_END = 0.8;

/** How much may still be typed, once it is little. */
function Left({ of, length }: { of: FieldElement; length: number }) {
  if (!of.max_length || length < of.max_length * NEAR_THE_END) return null;
  return <span class="field-left">{of.max_length - length}</span>;
}

export function Field({ of }: { of: FieldElement }) {
  const { state, problem, around, choose } = useElement(of);
  const value = state?.value ?? "";
  const triggers = of.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const keep = (text: string, send: boolean) =>
    void choose({ type: of.type, value: text || null }, send && !around.quiet);

  const shared = {
    ...named(around, of.placeholder && plain(of.placeholder)),
    class: "field",
    value,
    placeholder: of.placeholder ? plain(of.placeholder) : undefined,
    autofocus: of.focus_on_load,
    maxLength: of.max_length ?? 3000,
    inputMode: MODES[of.type],
    onInput: (event: { currentTarget: { value: string } }) =>
      keep(event.currentTarget.value, triggers.includes("on_character_entered")),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || of.multiline || !triggers.includes("on_enter_pressed")) return;
      if (!around.quiet) event.preventDefault();
      keep(value, true);
    },
  };
  return (
    <span class="field-box">
      {of.multiline ? <textarea rows={4} {...shared} /> : <input type="text" {...shared} />}
      <Left of={of} length={value.length} />
      <Problem text={problem} />
    </span>
  );
}
