// button, workflow_button, icon_button and feedback_buttons.
import { useContext } from "preact/hooks";
import { Icon, type IconName, isIcon } from "../../parts/icon";
import { useReader } from "../../text/reader";
import { plain } from "../../text/text";
import { AroundContext, useElement } from "../surface";
import type { ButtonElement, FeedbackElement, IconButtonElement } from "../element_types";
import { Problem } from "./problem";

const LOOKS = { primary: " button-primary", danger: " button-danger" };

/** Whether the reader is among those that the app wants to show it to. */
function useVisible(ids: string[] | undefined): boolean {
  const { me } = useReader();
  return !ids?.length || ids.includes(me.id);
}

export function Button({ of }: { of: ButtonElement }) {
  const { pending, problem, choose } = useElement(of);
  if (!useVisible(of.visible_to_user_ids)) return null;
  const press = () => {
    if (of.url) open(of.url, "_blank", "noreferrer");
    void choose({ type: of.type, value: of.value }, true);
  };
  return (
    <span class="with-problem">
      <button
        type="button"
        class={`button${of.style ? LOOKS[of.style] : ""}${pending ? " button-pending" : ""}`}
        aria-label={of.accessibility_label}
        aria-busy={pending}
        onClick={() => !pending && press()}
      >
        <span>{plain(of.text)}</span>
        {of.url && <Icon name="link" size={14} />}
      </button>
      <Problem text={problem} />
    </span>
  );
}

export function IconAction({ of }: { of: IconButtonElement }) {
  const { pending, problem, choose } = useElement(of);
  if (!useVisible(of.visible_to_user_ids)) return null;
  const name = of.accessibility_label ?? plain(of.text);
  return (
    <span class="with-problem">
      <button
        type="button"
        class="icon-button"
        aria-label={name}
        data-tip={plain(of.text)}
        disabled={pending}
        onClick={() => void choose({ type: of.type, value: of.value }, true)}
      >
        <Icon name={isIcon(of.icon) ? of.icon : "more"} />
      </button>
      <Problem text={problem} />
    </span>
  );
}

const THUMBS: [side: "positive_button" | "negative_button", icon: IconName][] = [
  ["positive_button", "thumbUp"],
  ["negative_button", "thumbDown"],
];

export function Feedback({ of }: { of: FeedbackElement }) {
  const { pending, problem, choose } = useElement(of);
  return (
    <span class="with-problem">
      {THUMBS.map(([side, icon]) => (
        <button
          type="button"
          class="icon-button"
          aria-label={of[side].accessibility_label ?? plain(of[side].text)}
          data-tip={plain(of[side].text)}
          disabled={pending}
          onClick={() => void choose({ type: of.type, value: of[side].value }, true)}
        >
          <Icon name={icon} />
        </button>
      ))}
      <Problem text={problem} />
    </span>
  );
}

/** The three buttons under a card. */
export function Buttons({ of, block }: { of: ButtonElement[]; block: string }) {
  const around = { ...useContext(AroundContext), block };
  return (
    <AroundContext.Provider value={around}>
      <div class="block-actions">
        {of.map((button) => (
          <Button of={button} />
        ))}
      </div>
    </AroundContext.Provider>
  );
}
