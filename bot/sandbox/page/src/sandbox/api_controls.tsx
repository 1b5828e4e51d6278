// The Invocations API: which one it is, how it fails, what becomes of reports.
import { useState } from "preact/hooks";
import { sandbox } from "../drive/drive";
import type { World } from "../drive/types";
import { Control, type Do, Faults, Press } from "./controls";

const ENDPOINTS = ["any", "usage", "llm", "diffusion", "export", "recent", "report"];
function ApiFaults({ world, act }: { world: World; act: Do }) {
  const [endpoint, setEndpoint] = useState("any");
  return (
    <Control title="Invocations API goes wrong">
      <label class="control-select">
        Endpoint
        <select value={endpoint} onChange={(event) => setEndpoint(event.currentTarget.value)}>
          {ENDPOINTS.map((one) => (
            <option value={one}>{one}</option>
          ))}
        </select>
      </label>
      <div class="control-row">
        {Object.entries(world.kinds).map(([kind, name]) => (
          <Press
            name={name}
            onPress={() =>
              void act(sandbox.change("fault", { endpoint, kind }), `${endpoint}: ${name}`)
            }
          />
        ))}
      </div>
      <Faults
        of={world.faults}
        end="End API faults"
        onEnd={() => void act(sandbox.endWorldFaults(), "The API is well again")}
      />
    </Control>
  );
}

export function Api({ world, act }: { world: World; act: Do }) {
  return (
    <>
      <Control title="Invocations API">
        <div class="control-row" role="group" aria-label="Profile">
          {Object.entries(world.profiles).map(([profile, name]) => (
            <Press
              name={name}
              pressed={world.profile === profile}
              onPress={() =>
                void act(sandbox.change("profile", { profile }), `From now on: ${name}`)
              }
            />
          ))}
        </div>
      </Control>
      <ApiFaults world={world} act={act} />
      <Control title="Reports">
        <div class="control-row">
          <Press
            name="Confirm the newest report"
            onPress={() => void act(sandbox.change("confirm", {}), "Chutes confirmed the report")}
          />
        </div>
      </Control>
    </>
  );
}
