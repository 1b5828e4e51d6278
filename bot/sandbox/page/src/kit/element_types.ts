// Text objects, options and elements: https://docs.slack.dev/reference/block-kit/block-elements

export interface Text {
  type: "plain_text" | "mrkdwn";
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

export interface Option {
  text: Text;
  value: string;
  description?: Text;
  url?: string;
}

export interface OptionGroup {
  label: Text;
  options: Option[];
}

export interface Confirm {
  title: Text;
  text: Text;
  confirm: Text;
  deny: Text;
  style?: "primary" | "danger";
}

/** What a person has chosen in an element, in the shape of `view.state.values[block][action]`. */
export interface ElementState {
  type: string;
  value?: string | null;
  selected_option?: Option | null;
  selected_options?: Option[];
  selected_date?: string | null;
  selected_time?: string | null;
  selected_date_time?: number | null;
  selected_user?: string | null;
  selected_users?: string[];
  selected_channel?: string | null;
  selected_channels?: string[];
  selected_conversation?: string | null;
  selected_conversations?: string[];
}

interface Interactive {
  action_id?: string;
  confirm?: Confirm;
  focus_on_load?: boolean;
}

export interface ButtonElement extends Interactive {
  type: "button" | "workflow_button";
  text: Text;
  value?: string;
  url?: string;
  style?: "primary" | "danger";
  accessibility_label?: string;
  visible_to_user_ids?: string[];
}

export interface OverflowElement extends Interactive {
  type: "overflow";
  options: Option[];
}

export interface SelectElement extends Interactive {
  type: `${"" | "multi_"}${"static" | "external" | "users" | "conversations" | "channels"}_select`;
  placeholder?: Text;
  options?: Option[];
  option_groups?: OptionGroup[];
  initial_option?: Option;
  initial_options?: Option[];
  initial_user?: string;
  initial_users?: string[];
  initial_channel?: string;
  initial_channels?: string[];
  initial_conversation?: string;
  initial_conversations?: string[];
  default_to_current_conversation?: boolean;
  filter?: { include?: ("im" | "mpim" | "private" | "public")[]; exclude_bot_users?: boolean };
  min_query_length?: number;
  max_selected_items?: number;
}

export interface DateElement extends Interactive {
  type: "datepicker" | "timepicker" | "datetimepicker";
  placeholder?: Text;
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
}

export interface ChoiceElement extends Interactive {
  type: "checkboxes" | "radio_buttons";
  options: Option[];
  initial_options?: Option[];
  initial_option?: Option;
}

export interface FieldElement extends Interactive {
  type: "plain_text_input" | "number_input" | "email_text_input" | "url_text_input";
  placeholder?: Text;
  initial_value?: string;
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  is_decimal_allowed?: boolean;
  min_value?: string;
  max_value?: string;
  dispatch_action_config?: { trigger_actions_on?: ("on_enter_pressed" | "on_character_entered")[] };
}

export interface FeedbackElement extends Interactive {
  type: "feedback_buttons";
  positive_button: { text: Text; value: string; accessibility_label?: string };
  negative_button: { text: Text; value: string; accessibility_label?: string };
}

export interface IconButtonElement extends Interactive {
  type: "icon_button";
  icon: string;
  text: Text;
  value?: string;
  accessibility_label?: string;
  visible_to_user_ids?: string[];
}

export interface ImageElement {
  type: "image";
  alt_text: string;
  image_url?: string;
  slack_file?: { id?: string; url?: string };
}

export type Element =
  | ButtonElement
  | OverflowElement
  | SelectElement
  | DateElement
  | ChoiceElement
  | FieldElement
  | FeedbackElement
  | IconButtonElement
  | ImageElement;
