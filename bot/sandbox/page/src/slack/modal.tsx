// A modal: the view on top of this person's stack.
import { useEffect, useRef, useState } from "preact/hooks";
import { Blocks } from "../kit/blocks/blocks";
import { ErrorsContext } from "../kit/blocks/input";
import { SurfaceContext, useSurface } from "../kit/surface";
import type { View } from "../kit/types";
import { collect } from "../kit/values";
import { Avatar } from "../parts/avatar";
import { Dialog } from "../parts/dialog";
import { Icon } from "../parts/icon";
import { IconButton } from "../parts/icon_button";
import { plain } from "../text/text";
import { appOf, useDesk } from "./desk";

export function Modal({ view }: { view: View }) {
  const { state, drive } = useDesk();
  const surface = useSurface(drive, { view_id: view.id }, view.state.values);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const wrong = { ...view.errors, ...errors };
  const app = appOf(state);

  useEffect(() => {
    body.current?.querySelector<HTMLElement>("input, textarea, .date-field")?.focus();
  }, []);
  useEffect(() => {
    body.current?.querySelector(".input-wrong")?.scrollIntoView({ block: "nearest" });
  }, [errors]);

  const submit = async () => {
    if (pending) return;
    setPending(true);
    const outcome = await drive.submit(view.id, collect(view.blocks, surface));
    setPending(false);
    setErrors(outcome.errors ?? {});
    setProblem(outcome.said ?? outcome.error ?? null);
  };
  const close = (everything: boolean) => void drive.close(view.id, everything).then(setProblem);

  return (
    <Dialog labelledBy="modal-title" look="modal" onClose={() => close(true)}>
      <form
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header class="dialog-head">
          <Avatar person={app} size={28} />
          <h2 id="modal-title">{view.title && plain(view.title)}</h2>
          <IconButton icon="close" label="Close" tip="below" onClick={() => close(true)} />
        </header>
        <div class="dialog-body" ref={body} tabIndex={-1}>
          {problem && (
            <div class="alert alert-error" role="alert">
              <Icon name="warning" size={18} />
              <div>{problem}</div>
            </div>
          )}
          <ErrorsContext.Provider value={wrong}>
            <SurfaceContext.Provider value={surface}>
              <Blocks of={view.blocks} />
            </SurfaceContext.Provider>
          </ErrorsContext.Provider>
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={() => close(false)}>
            {view.close ? plain(view.close) : view.submit ? "Cancel" : "Close"}
          </button>
          {view.submit && (
            <button
              type="submit"
              class={`button button-primary${pending ? " button-pending" : ""}`}
              aria-busy={pending}
            >
              <span>{plain(view.submit)}</span>
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
