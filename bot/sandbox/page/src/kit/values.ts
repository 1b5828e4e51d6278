// What elements hold before anyone touched them, and all that a view holds.
import type {
  ChoiceElement,
  DateElement,
  Element,
  ElementState,
  FieldElement,
  SelectElement,
} from "./element_types";
import type { Block, Values } from "./types";

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
  if (element.type === "datepicker")
    return state(element, { selected_date: element.initial_date ?? null });
  if (element.type === "timepicker")
    return state(element, { selected_time: element.initial_time ?? null });
  return state(element, { selected_date_time: element.initial_date_time ?? null });
}

function ofChoice(element: ChoiceElement): ElementState {
  if (element.type === "checkboxes")
    return state(element, { selected_options: element.initial_options ?? [] });
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

interface Known {
  held: Values;
  chosen: Values;
}

/** What was chosen, else what the server holds, else what the element begins with. */
export function stateOf(
  element: Element,
  block: string,
  { held, chosen }: Known,
): ElementState | null {
  const action = ("action_id" in element && element.action_id) || "";
  return chosen[block]?.[action] ?? held[block]?.[action] ?? initialState(element);
}

/** `view.state.values` of the view with these *blocks*. */
export function collect(blocks: Block[], known: Known): Values {
  const values: Values = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const state = initialState(element) && stateOf(element, block.block_id ?? "", known);
      const action = "action_id" in element ? element.action_id : undefined;
      if (state && block.block_id && action) (values[block.block_id] ??= {})[action] = state;
    }
  }
  return values;
}
