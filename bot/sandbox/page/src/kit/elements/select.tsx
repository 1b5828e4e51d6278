// The ten selects: of static and external options, of users, conversations and channels; one or many.
import { Avatar } from "../../parts/avatar";
import { Icon } from "../../parts/icon";
import { type Choice, Picker } from "../../parts/picker";
import type { Channel } from "../../drive/types";
import { nameOf, type Reader, useReader } from "../../text/reader";
import { plain } from "../../text/text";
import { named, type Use, useElement } from "../surface";
import type { ElementState, Option, OptionGroup, SelectElement } from "../element_types";
import { Problem } from "./problem";

type Source = "static" | "external" | "users" | "conversations" | "channels";

const PLACEHOLDERS: Record<Source, string> = {
  static: "Select an option",
  external: "Search…",
  users: "Select a person",
  conversations: "Select a conversation",
  channels: "Select a channel",
};
const NARROWEST_QUERY = 3; // characters; Slack's default for external selects

interface OptionChoice extends Choice {
  option: Option;
}

function ofOption(option: Option, group?: string): OptionChoice {
  const detail = option.description && plain(option.description);
  return { value: option.value, label: plain(option.text), detail, group, option };
}

function ofOptions(all: (Option | OptionGroup)[]): OptionChoice[] {
  return all.flatMap((one) =>
    "options" in one
      ? one.options.map((option) => ofOption(option, plain(one.label)))
      : [ofOption(one)],
  );
}

function ofChannel(channel: Channel): Choice {
  const icon = ({ channel: "hash", private: "lock", dm: "message" } as const)[channel.kind];
  return { value: channel.id, label: channel.name, before: <Icon name={icon} size={16} /> };
}

function ofPeople(reader: Reader): Choice[] {
  return reader.people.map((person) => ({
    value: person.id,
    label: nameOf(person),
    detail: person.name,
    before: <Avatar person={person} size={20} />,
  }));
}

const KINDS = { channel: "public", private: "private", dm: "im" }; // in a filter's words

function ofChannels(reader: Reader, element: SelectElement, source: Source): Choice[] {
  const kinds: string[] | undefined = source === "channels" ? ["public"] : element.filter?.include;
  const fitting = reader.channels.filter((one) => !kinds || kinds.includes(KINDS[one.kind]));
  return fitting.map(ofChannel);
}

function matching(choices: Choice[], query: string): Choice[] {
  const wanted = query.toLowerCase();
  return choices.filter((one) => `${one.label} ${one.detail ?? ""}`.toLowerCase().includes(wanted));
}

/** Those that the page knows by itself; null for external selects. */
function known(element: SelectElement, source: Source, reader: Reader): Choice[] | null {
  if (source === "static") return ofOptions(element.option_groups ?? element.options ?? []);
  if (source === "users") return ofPeople(reader);
  if (source === "external") return null;
  return ofChannels(reader, element, source);
}

/** The state's field: selected_option, selected_users, … */
function fieldOf(source: Source, many: boolean) {
  const noun = source === "static" || source === "external" ? "option" : source.slice(0, -1);
  return `selected_${noun}${many ? "s" : ""}` as keyof ElementState;
}

function chosenOf(
  state: ElementState | null,
  field: keyof ElementState,
  from: Choice[] | null,
): Choice[] {
  const held = [state?.[field] ?? []].flat() as (Option | string)[];
  return held.map((one) =>
    typeof one === "string"
      ? (from?.find((choice) => choice.value === one) ?? { value: one, label: one })
      : ofOption(one),
  );
}

async function suggested(use: Use, element: SelectElement, query: string): Promise<Choice[]> {
  if (query.length < (element.min_query_length ?? NARROWEST_QUERY)) return [];
  return ofOptions(await use.suggest(query).catch(() => []));
}

export function Select({ of }: { of: SelectElement }) {
  const reader = useReader();
  const use = useElement(of);
  const many = of.type.startsWith("multi_");
  const source = of.type.replace("multi_", "").replace("_select", "") as Source;
  const from = known(of, source, reader);
  const field = fieldOf(source, many);
  const placeholder = of.placeholder ? plain(of.placeholder) : PLACEHOLDERS[source];

  const onChoose = (chosen: Choice[]) => {
    const held = chosen.map((one) => ("option" in one ? (one as OptionChoice).option : one.value));
    void use.choose({ type: of.type, [field]: many ? held : (held[0] ?? null) });
  };
  return (
    <span class="with-problem">
      <Picker
        placeholder={placeholder}
        chosen={chosenOf(use.state, field, from)}
        many={many}
        most={of.max_selected_items}
        pending={use.pending}
        offer={from ? (query) => matching(from, query) : undefined}
        ask={(query) => suggested(use, of, query)}
        onChoose={onChoose}
        names={named(use.around, placeholder)}
      />
      <Problem text={use.problem} />
    </span>
  );
}
