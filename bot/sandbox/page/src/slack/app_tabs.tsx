// The app's Home and About tabs.
import { useEffect } from "preact/hooks";
import { Blocks } from "../kit/blocks/blocks";
import { SurfaceContext, useSurface } from "../kit/surface";
import type { View } from "../kit/types";
import { Avatar } from "../parts/avatar";
import { appOf, useDesk } from "./desk";

function Published({ view }: { view: View }) {
  const surface = useSurface(useDesk().drive, { view_id: view.id }, view.state.values);
  return (
    <SurfaceContext.Provider value={surface}>
      <Blocks of={view.blocks} />
    </SurfaceContext.Provider>
  );
}

export function AppHome() {
  const { state, drive, notice } = useDesk();
  useEffect(() => {
    void drive.openHome().then(notice);
  }, [drive]);
  return (
    <div class="tab-panel" role="tabpanel" aria-label="Home">
      {state.home ? (
        <Published key={state.home.id} view={state.home} />
      ) : (
        <div class="intro">
          <p>
            <b>This is a work in progress</b>
          </p>
          <p>The app has not published a Home tab for you yet.</p>
        </div>
      )}
    </div>
  );
}

export function AppAbout() {
  const { state } = useDesk();
  const { app } = state;
  const person = appOf(state);
  return (
    <div class="tab-panel about" role="tabpanel" aria-label="About">
      <Avatar person={person} size={72} />
      <h3>{app.name}</h3>
      {app.command && (
        <section>
          <h4>Slash command</h4>
          <p>
            <code>{app.command}</code> {app.usage_hint}
          </p>
        </section>
      )}
      {app.shortcuts.length > 0 && (
        <section>
          <h4>Shortcuts</h4>
          <ul>
            {app.shortcuts.map((shortcut) => (
              <li>
                <b>{shortcut.name}</b> · {shortcut.type === "message" ? "on a message" : "anywhere"}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
