// checkboxes and radio_buttons.
import { useId } from "preact/hooks";
import { TextObject } from "../../text/text";
import { named, useElement } from "../surface";
import type { ChoiceElement, ElementState, Option } from "../element_types";
import { Problem } from "./problem";

function isOn(state: ElementState | null, option: Option): boolean {
  const on = state?.selected_options ?? (state?.selected_option ? [state.selected_option] : []);
  return on.some((one) => one.value === option.value);
}

export function Choices({ of }: { of: ChoiceElement }) {
  const name = useId();
  const { state, problem, around, choose } = useElement(of);
  const several = of.type === "checkboxes";

  const toggle = (option: Option) => {
    if (!several) return choose({ type: of.type, selected_option: option });
    const on = (one: Option) => (one.value === option.value ? !isOn(state, one) : isOn(state, one));
    return choose({ type: of.type, selected_options: of.options.filter(on) });
  };
  return (
    <div class="choices" role={several ? "group" : "radiogroup"} {...named(around, "Options")}>
      {of.options.map((option) => (
        <label class="choice">
          <input
            type={several ? "checkbox" : "radio"}
            name={name}
            checked={isOn(state, option)}
            onChange={() => void toggle(option)}
          />
          <span>
            <TextObject of={option.text} />
            {option.description && (
              <small>
                <TextObject of={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
      <Problem text={problem} />
    </div>
  );
}
