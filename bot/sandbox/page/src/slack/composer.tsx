// Where one types: a line that starts with "/" offers the command, "@" offers people.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../parts/icon";
import { IconButton } from "../parts/icon_button";
import { useDesk } from "./desk";
import { Offers, offersFor } from "./offers";
import { GlobalShortcuts } from "./shortcuts";

interface Props {
  channel: string;
  placeholder: string;
  thread?: string;
  /** Something was sent: its answer will be at the end of the conversation. */
  onSent: () => void;
}

/** Drafts outlive a change of conversation, as in Slack. */
const drafts = new Map<string, string>();

export function Composer({ channel, placeholder, thread, onSent }: Props) {
  const { state, drive, notice } = useDesk();
  const key = `${state.me}/${thread ?? channel}`;
  const [text, setText] = useState(() => drafts.get(key) ?? "");
  const [caret, setCaret] = useState(text.length);
  const [active, setActive] = useState(0);
  const [hushed, setHushed] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const offers = hushed ? [] : offersFor(text, caret, state);
  const completes = Boolean(offers[active]?.insert && !offers[active]?.typed);

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 240)}px`;
  }, [text]);

  const write = (next: string, at = next.length) => {
    drafts.set(key, next);
    setText(next);
    setCaret(at);
    setActive(0);
    setHushed(false);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(at, at);
    });
  };
  const send = async () => {
    const line = text.trim();
    if (!line) return;
    write("");
    onSent();
    const problem = await drive.type(channel, line, thread);
    notice(problem);
    if (problem && !drafts.get(key)) write(text);
  };
  const accept = (index: number) => {
    const offer = offers[index];
    if (offer)
      write(
        text.slice(0, offer.from) + offer.insert + text.slice(caret),
        offer.from + offer.insert.length,
      );
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const offered = offers.filter((offer) => offer.insert);
    if (offered.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + offers.length) % offers.length);
    } else if (
      offered.length &&
      (event.key === "Tab" || event.key === "Enter") &&
      !offers[active]?.typed
    ) {
      event.preventDefault();
      accept(active);
    } else if (event.key === "Escape" && offers.length) {
      event.preventDefault();
      setHushed(true);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void send();
    }
  };

  return (
    <div class="composer">
      <Offers of={offers} active={active} onChoose={accept} />
      <div class="composer-box">
        <textarea
          ref={area}
          rows={1}
          aria-autocomplete="list"
          aria-controls={offers.length ? "offers" : undefined}
          aria-activedescendant={offers.length ? `offer-${active}` : undefined}
          aria-label={placeholder}
          placeholder={placeholder}
          value={text}
          onInput={({ currentTarget: { value, selectionStart } }) => {
            drafts.set(key, value);
            setText(value);
            setCaret(selectionStart);
            setActive(0);
            setHushed(false);
          }}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        <div class="composer-foot">
          <GlobalShortcuts />
          <IconButton
            icon="mention"
            label="Mention someone"
            size={18}
            onClick={() => write(`${text}${text && !text.endsWith(" ") ? " " : ""}@`)}
          />
          {!thread && state.app.command && (
            <IconButton icon="slash" label="Run a command" size={18} onClick={() => write("/")} />
          )}
          <button
            type="button"
            class="send"
            aria-label="Send now"
            disabled={!text.trim()}
            onClick={() => void send()}
          >
            <Icon name="send" size={18} />
          </button>
        </div>
      </div>
      <div class="composer-hint" aria-hidden="true">
        {completes && (
          <>
            <b>Return</b> completes it, <b>Return</b> once more sends
          </>
        )}
        {text.trim() && !completes && (
          <>
            <b>Shift + Return</b> to add a new line
          </>
        )}
      </div>
    </div>
  );
}
