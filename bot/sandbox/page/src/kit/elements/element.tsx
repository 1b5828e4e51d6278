// Any interactive element, by its type.
import type { FunctionComponent } from "preact";
import type { Element } from "../element_types";
import { Button, Feedback, IconAction } from "./button";
import { Choices } from "./choices";
import { DatePicker } from "./date";
import { Field } from "./field";
import { Image } from "./image";
import { Overflow } from "./overflow";
import { Select } from "./select";

const DRAWINGS: { pattern: RegExp; Drawing: FunctionComponent<{ of: never }> }[] = [
  { pattern: /^(workflow_)?button$/, Drawing: Button },
  { pattern: /^icon_button$/, Drawing: IconAction },
  { pattern: /^feedback_buttons$/, Drawing: Feedback },
  { pattern: /^overflow$/, Drawing: Overflow },
  { pattern: /_select$/, Drawing: Select },
  { pattern: /^(date|time|datetime)picker$/, Drawing: DatePicker },
  { pattern: /^(checkboxes|radio_buttons)$/, Drawing: Choices },
  { pattern: /^(plain_text|number|email_text|url_text)_input$/, Drawing: Field },
];

export function ElementOf({ of }: { of: Element }) {
  if (of.type === "image") return <Image of={of} small />;
  const found = DRAWINGS.find(({ pattern }) => pattern.test(of.type));
  if (!found) return <span class="unknown">Unknown element: {of.type}</span>;
  const Drawing = found.Drawing as FunctionComponent<{ of: Element }>;
  return <Drawing of={of} />;
}
