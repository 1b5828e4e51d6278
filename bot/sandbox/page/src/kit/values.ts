// What elements hold before anyone touched them, and all that a view holds.
import type { Block, ChoiceElement, DateElement, Element, ElementState, FieldElement, SelectElement, Values } from "./types";

type Plain = Record<string, unknown>;

function state(element: { type: string }, fields: Plain): ElementState {
  return { type: element.type, ...fields };
}

function ofSelect(element: SelectElement): ElementState {
  const kind = element.type.replace("multi_", "").replace("_select", "");
  const noun = kind === "static" || kind === "external" ? "option" : kind.slice(0, -1);
  const many = element.type.startsWith("multi_");
  const name = many ? `${noun}s` : noun;
  const initial = (element as unknown as Plain)[`initial_${name}`];
  return state(element, { [`selected_${name}`]: initial ?? (many ? [] : null) });
}

function ofDate(element: DateElement): ElementState {
  if (element.type === "datepicker") return state(element, { selected_date: element.initial_date ?? null });
  if (element.type === "timepicker") return state(element, { selected_time: element.initial_time ?? null });
  return state(element, { selected_date_time: element.initial_date_time ?? null });
}

function ofChoice(element: ChoiceElement): ElementState {
  if (element.type === "checkboxes") return state(element, { selected_options: element.initial_options ?? [] });
  return state(element, { selected_option: element.initial_option ?? null });
}

function ofField(element: FieldElement): ElementState {
  return state(element, { value: element.initial_value ?? null });
}

/** The element's state when it appears; null for those that hold none, such as buttons. */
export function initialState(element: Element): ElementState | null {
  if (/_select$/.test(element.type)) return ofSelect(element as SelectElement);
  if (/picker$/.test(element.type)) return ofDate(element as DateElement);
  if (/^checkboxes$|^radio_buttons$/.test(element.type)) return ofChoice(element as ChoiceElement);
  if (/_input$/.test(element.type)) return ofField(element as FieldElement);
  return null;
}

function elementsOf(block: Block): Element[] {
  if (block.type === "input") return [block.element];
  if (block.type === "actions") return block.elements;
  if (block.type === "section" && block.accessory) return [block.accessory];
  if (block.type === "container") return block.child_blocks.flatMap(elementsOf);
  return [];
}

/** `view.state.values`: what was chosen, else what each element began with. */
export function collect(blocks: Block[], chosen: Values): Values {
  const values: Values = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const begun = initialState(element);
      const action = "action_id" in element ? element.action_id : undefined;
      if (!begun || !block.block_id || !action) continue;
      (values[block.block_id] ??= {})[action] = chosen[block.block_id]?.[action] ?? begun;
    }
  }
  return values;
}
