// The world around the bot: its clock, the API behind it, Slack's moods.
import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { Refusal, sandbox, type SlackFault } from "../drive/drive";
import type { World as WorldState } from "../drive/types";
import { IconButton } from "../parts/icon_button";
import { useDesk } from "../slack/desk";
import { dayDivider, timeOf } from "../text/dates";
import { useReader } from "../text/reader";

const LOOK_MS = 2000;

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

type Do = (what: Promise<unknown>, done: string) => Promise<void>;

function Control({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="control">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

interface PressProps {
  name: string;
  onPress: () => void;
  pressed?: boolean;
}

function Press({ name, onPress, pressed }: PressProps) {
  return (
    <button type="button" class="button button-small" aria-pressed={pressed} onClick={onPress}>
      {name}
    </button>
  );
}

const STEPS: [name: string, seconds: number][] = [
  ["+1 minute", 60],
  ["+1 hour", 3600],
  ["+1 day", 86_400],
];

function Clock({ act }: { act: Do }) {
  const reader = useReader();
  return (
    <Control title="Clock">
      <p class="figure">
        {dayDivider(reader.now, reader)}, {timeOf(reader.now, reader.zone)}
      </p>
      <div class="control-row">
        {STEPS.map(([name, seconds]) => (
          <Press name={name} onPress={() => void act(sandbox.change("clock", { seconds }), `The clock went on: ${name}`)} />
        ))}
      </div>
    </Control>
  );
}

const ENDPOINTS = ["any", "usage", "llm", "diffusion", "export", "recent", "report"];
const KINDS: [kind: string, name: string][] = [
  ["slow", "Slow"],
  ["down", "Down (503)"],
  ["html403", "HTML page (403)"],
  ["empty", "Empty"],
  ["reset", "Connection reset"],
];

function ApiFaults({ world, act }: { world: WorldState; act: Do }) {
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
        {KINDS.map(([kind, name]) => (
          <Press name={name} onPress={() => void act(sandbox.change("fault", { endpoint, kind }), `${endpoint}: ${name}`)} />
        ))}
      </div>
      {world.faults.length > 0 && (
        <div class="control-faults">
          <ul>
            {world.faults.map((fault) => (
              <li>
                {fault.endpoint}: {fault.kind}
                {fault.count ? ` (${fault.count} more)` : ""}
              </li>
            ))}
          </ul>
          <Press name="End all" onPress={() => void act(sandbox.endWorldFaults(), "The API is well again")} />
        </div>
      )}
    </Control>
  );
}

const PROFILES: [profile: string, name: string][] = [
  ["documented", "As documented"],
  ["2026", "As of 2026"],
];

function Api({ world, act }: { world: WorldState; act: Do }) {
  return (
    <>
      <Control title="Invocations API">
        <div class="control-row" role="group" aria-label="Profile">
          {PROFILES.map(([profile, name]) => (
            <Press name={name} pressed={world.profile === profile} onPress={() => void act(sandbox.change("profile", { profile }), `The API is ${name.toLowerCase()}`)} />
          ))}
        </div>
      </Control>
      <ApiFaults world={world} act={act} />
      <Control title="Reports">
        <div class="control-row">
          <Press name="Confirm the newest report" onPress={() => void act(sandbox.change("confirm", {}), "Chutes confirmed the report")} />
        </div>
      </Control>
    </>
  );
}

function Bot({ world, act }: { world: WorldState; act: Do }) {
  return (
    <Control title="Bot">
      <p class="figure">
        <span class={`lamp lamp-${world.bot}`} /> {world.bot}
      </p>
      <div class="control-row">
        <Press name="Restart" onPress={() => void act(sandbox.change("restart", {}), "The bot restarts")} />
      </div>
    </Control>
  );
}

const SLACK_FAULTS: [name: string, fault: SlackFault][] = [
  ["429 on the next message", { method: "chat.postMessage", count: 1, status: 429, retry_after: 3 }],
  ["Next message: posted, not answered", { method: "chat.postMessage", count: 1, status: 503, after_effect: true }],
  ["429 on the next answer", { method: "response_url", count: 1, status: 429, retry_after: 3 }],
  ["Everything slow by 5 s, 5 times", { method: "*", count: 5, delay: 5 }],
];

function SlackFaults({ act }: { act: Do }) {
  return (
    <Control title="Slack goes wrong">
      <div class="control-row">
        {SLACK_FAULTS.map(([name, fault]) => (
          <Press name={name} onPress={() => void act(sandbox.fault(fault), name)} />
        ))}
        <Press name="End all" onPress={() => void act(sandbox.endFaults(), "Slack is well again")} />
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
        problem instanceof Refusal && problem.status === 404 ? "This sandbox can't do that" : String((problem as Error).message),
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
        {world && <Clock act={act} />}
        {world && <Api world={world} act={act} />}
        <SlackFaults act={act} />
        {world && <Bot world={world} act={act} />}
        {!world && <p class="side-note">Only Slack is simulated here: there is no clock, API or bot to control.</p>}
      </div>
    </aside>
  );
}
