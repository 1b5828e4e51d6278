// Blocks and views as they arrive: https://docs.slack.dev/reference/block-kit/blocks
import type { ButtonElement, Element, ElementState, ImageElement, Text } from "./element_types";

export interface Style {
  bold?: boolean;
  italic?: boolean;
  strike?: boolean;
  code?: boolean;
  underline?: boolean;
}

export type RichPiece =
  | { type: "text"; text: string; style?: Style }
  | { type: "link"; url: string; text?: string; style?: Style }
  | { type: "user"; user_id: string; style?: Style }
  | { type: "usergroup"; usergroup_id: string }
  | { type: "channel"; channel_id: string; style?: Style }
  | { type: "broadcast"; range: "here" | "channel" | "everyone" }
  | { type: "emoji"; name: string; unicode?: string }
  | { type: "date"; timestamp: number; format: string; fallback?: string; url?: string }
  | { type: "color"; value: string };

export type RichPart =
  | { type: "rich_text_section"; elements: RichPiece[] }
  | { type: "rich_text_preformatted"; elements: RichPiece[] }
  | { type: "rich_text_quote"; elements: RichPiece[] }
  | {
      type: "rich_text_list";
      style: "bullet" | "ordered";
      indent?: number;
      offset?: number;
      elements: { type: "rich_text_section"; elements: RichPiece[] }[];
    };

export interface RichText {
  type: "rich_text";
  block_id?: string;
  elements: RichPart[];
}

export type Cell =
  | { type: "raw_text"; text: string }
  | { type: "raw_number"; value: number; text?: string }
  | RichText;

export interface Point {
  label: string;
  value: number;
}

export interface Series {
  name: string;
  data: Point[];
}

export interface AxisConfig {
  categories: string[];
  x_label?: string;
  y_label?: string;
}

export type ChartSpec =
  | { type: "pie"; segments: Point[] }
  | { type: "line" | "bar" | "area"; series: Series[]; axis_config: AxisConfig };

interface Identified {
  block_id?: string;
}

export interface Card extends Identified {
  type: "card";
  title?: Text;
  subtitle?: Text;
  body?: Text;
  subtext?: Text;
  hero_image?: ImageElement;
  icon?: ImageElement;
  slack_icon?: { type: "icon"; name: string };
  actions?: ButtonElement[];
}

export interface Task extends Identified {
  type: "task_card";
  task_id: string;
  title: string;
  status?: "pending" | "in_progress" | "complete" | "error";
  details?: RichText;
  output?: RichText;
  sources?: { type: "url"; url: string; text: string }[];
}

export interface Column {
  align?: "left" | "center" | "right";
  is_wrapped?: boolean;
}

export interface BlockTypes {
  section: { text?: Text; fields?: Text[]; accessory?: Element; expand?: boolean };
  header: { text: Text; level?: 1 | 2 | 3 | 4 };
  divider: object;
  context: { elements: (Text | ImageElement)[] };
  context_actions: { elements: Element[] };
  actions: { elements: Element[] };
  image: Omit<ImageElement, "type"> & { title?: Text };
  input: {
    label: Text;
    hint?: Text;
    optional?: boolean;
    dispatch_action?: boolean;
    element: Element;
  };
  markdown: { text: string };
  rich_text: { elements: RichPart[] };
  table: { rows: Cell[][]; column_settings?: (Column | null)[] };
  data_table: {
    rows: Cell[][];
    caption: string;
    page_size?: number;
    row_header_column_index?: number;
  };
  data_visualization: { title: string; chart: ChartSpec };
  alert: { text: Text; level?: "default" | "info" | "warning" | "error" | "success" };
  card: Omit<Card, "type">;
  carousel: { elements: Card[] };
  container: {
    title?: Text;
    rich_text_title?: RichText;
    subtitle?: Text;
    icon?: ImageElement;
    child_blocks: Block[];
    width?: "narrow" | "standard" | "wide" | "full";
    is_collapsible?: boolean;
    default_collapsed?: boolean;
    has_header_divider?: boolean;
  };
  plan: { title: string; tasks?: Task[] };
  task_card: Omit<Task, "type">;
  file: { external_id: string; source: string };
  video: {
    title: Text;
    title_url?: string;
    description?: Text;
    provider_name?: string;
    provider_icon_url?: string;
    author_name?: string;
    thumbnail_url: string;
    video_url: string;
    alt_text: string;
  };
}

export type BlockOf<K extends keyof BlockTypes> = BlockTypes[K] & Identified & { type: K };
export type Block = { [K in keyof BlockTypes]: BlockOf<K> }[keyof BlockTypes];

export interface View {
  id: string;
  type: "modal" | "home";
  callback_id?: string;
  title?: Text;
  submit?: Text | null;
  close?: Text | null;
  blocks: Block[];
  hash?: string;
  /** Messages to show at input blocks, by block_id. */
  errors: Record<string, string>;
  state: { values: Values };
}

export type Values = Record<string, Record<string, ElementState>>;
