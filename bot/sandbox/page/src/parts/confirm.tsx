// "Are you sure?", as a confirmation object words it.
import { type ComponentChildren, createContext } from "preact";
import { useContext, useState } from "preact/hooks";
import type { Confirm } from "../kit/element_types";
import { plain, TextObject } from "../text/text";
import { Dialog } from "./dialog";
import { IconButton } from "./icon_button";

type Ask = (confirm: Confirm) => Promise<boolean>;

const AskContext = createContext<Ask>(async () => true);

export function useAsk(): Ask {
  return useContext(AskContext);
}

interface Question {
  confirm: Confirm;
  answer: (yes: boolean) => void;
}

export function Questions({ children }: { children: ComponentChildren }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const ask: Ask = (confirm) =>
    new Promise((resolve) => {
      const answer = (yes: boolean) => {
        setQuestion(null);
        resolve(yes);
      };
      setQuestion({ confirm, answer });
    });
  return (
    <AskContext.Provider value={ask}>
      {children}
      {question && <Sure {...question} />}
    </AskContext.Provider>
  );
}

function Sure({ confirm, answer }: Question) {
  const look = confirm.style === "danger" ? "button-danger" : "button-primary";
  return (
    <Dialog
      labelledBy="confirm-title"
      look="dialog-small"
      onClose={() => answer(false)}
      dismissible
    >
      <header class="dialog-head">
        <h2 id="confirm-title">{plain(confirm.title)}</h2>
        <IconButton icon="close" label="Close" onClick={() => answer(false)} tip="below" />
      </header>
      <div class="dialog-body">
        <TextObject of={confirm.text} />
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={() => answer(false)}>
          {plain(confirm.deny)}
        </button>
        <button type="button" class={`button ${look}`} onClick={() => answer(true)}>
          {plain(confirm.confirm)}
        </button>
      </footer>
    </Dialog>
  );
}
