// The world around the bot: its clock, the API behind it, Slack's moods.
import { useCallback, useEffect, useState } from "preact/hooks";
import { Refusal, sandbox } from "../drive/drive";
import type { World as WorldState } from "../drive/types";
import { IconButton } from "../parts/icon_button";
import { useDesk } from "../slack/desk";
import { fillDate } from "../text/dates";
import { useReader } from "../text/reader";
import { Api } from "./api_controls";
import { Control, type Do, Press } from "./controls";
import { RedisFaults } from "./redis_controls";
import { SlackFaults } from "./slack_controls";

const LOOK_MS = 1000;

/** The world, looked at again and again; null where the sandbox has none. */
function useWorld(): [WorldState | null, () => Promise<void>] {
  const [world, setWorld] = useState<WorldState | null>(null);
  const look = useCallback(async () => {
    setWorld(await sandbox.world().catch(() => null));
  }, []);
  useEffect(() => {
    void look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return [world, look];
}

const STEPS: [name: string, seconds: number][] = [
  ["+1 minute", 60],
  ["+1 hour", 3600],
  ["+1 day", 86_400],
];

function Clock({ world, act }: { world: WorldState; act: Do }) {
  const reader = useReader();
  const now = Date.parse(world.now) / 1000;
  return (
    <Control title="Clock">
      <p class="figure">{fillDate(now, "{date_long}, {time}", reader)}</p>
      <div class="control-row">
        {STEPS.map(([name, seconds]) => (
          <Press
            name={name}
            onPress={() =>
              void act(sandbox.change("clock", { seconds }), `The clock went on: ${name}`)
            }
          />
        ))}
      </div>
    </Control>
  );
}

function Bot({ world, act }: { world: WorldState; act: Do }) {
  return (
    <Control title="Bot">
      <p class="figure">
        <span class={`lamp lamp-${world.bot}`} /> {world.bot}
      </p>
      <div class="control-row">
        <Press
          name="Restart"
          onPress={() => void act(sandbox.change("restart", {}), "The bot restarts")}
        />
      </div>
    </Control>
  );
}

export function World({ onClose }: { onClose: () => void }) {
  const { notice } = useDesk();
  const [world, look] = useWorld();
  const act: Do = async (what, done) => {
    const words = await what.then(
      () => done,
      (problem: unknown) =>
        problem instanceof Refusal && problem.status === 404
          ? "This sandbox can't do that"
          : String((problem as Error).message),
    );
    notice(words);
    await look();
  };
  return (
    <aside class="side" aria-label="World">
      <header class="side-head">
        <h2>World</h2>
        <IconButton icon="close" label="Close world" tip="below" onClick={onClose} />
      </header>
      <div class="side-body" tabIndex={0} role="region" aria-label="Controls">
        {world && <Clock world={world} act={act} />}
        {world && <Api world={world} act={act} />}
        <SlackFaults faults={world?.slack_faults ?? []} act={act} />
        {world && <RedisFaults world={world} act={act} />}
        {world && <Bot world={world} act={act} />}
        {!world && (
          <p class="side-note">
            Only Slack is simulated here: there is no clock, API or bot to control.
          </p>
        )}
      </div>
    </aside>
  );
}
