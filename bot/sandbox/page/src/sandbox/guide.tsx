// The first visit: three things to try, each by one click; those that the app can't do are left out.
import { useEffect, useState } from "preact/hooks";
import { sandbox } from "../drive/drive";
import type { Channel, State } from "../drive/types";
import { Icon } from "../parts/icon";
import { IconButton } from "../parts/icon_button";
import { useKept } from "../preferences";
import { type Desk, isReply, shortcutsOf, useDesk } from "../slack/desk";

const REPORT = "report_invocation";

interface Step {
  id: string;
  title: string;
  words: string;
  run: (desk: Desk) => Promise<string | null>;
}

/** A channel that the bot is in, else the first that is open. */
function stageOf(state: State, route: Desk["route"]): Channel | undefined {
  const channels = state.channels.filter((channel) => channel.kind === "channel");
  const here = channels.find((channel) => channel.id === route.channel);
  return here ?? channels.find((channel) => channel.is_bot_member) ?? channels[0];
}

async function type(desk: Desk, line: string): Promise<string | null> {
  const stage = stageOf(desk.state, desk.route);
  if (!stage) return "There is no channel to type in.";
  desk.go({ channel: stage.id });
  return desk.drive.type(stage.id, line);
}

/** Tells the channel about an invocation, and reports it from that message. */
async function report(desk: Desk, invocation: string): Promise<string | null> {
  const stage = stageOf(desk.state, desk.route);
  if (!stage) return "There is no channel to type in.";
  desk.go({ channel: stage.id });
  const said = await desk.drive.type(stage.id, `Only garbage from this one: ${invocation}`);
  if (said) return said;
  const messages = (await desk.drive.state()).messages[stage.id] ?? [];
  const message = messages.findLast(
    (one) => !isReply(one) && !one.is_ephemeral && one.text.includes(invocation),
  );
  if (!message) return "The message did not arrive.";
  return desk.drive.shortcut(REPORT, { channel: stage.id, ts: message.ts });
}

function stepsOf(state: State, invocations: string[]): Step[] {
  const { command } = state.app;
  const [invocation] = invocations;
  const steps: Step[] = [];
  if (command) {
    steps.push({
      id: "usage",
      title: "See the usage",
      words: `${command} usage answers with a chart and a table, for your eyes only.`,
      run: (desk) => type(desk, `${command} usage`),
    });
  }
  if (invocation && shortcutsOf(state, "message").some((one) => one.callback_id === REPORT)) {
    steps.push({
      id: "report",
      title: "Report a bad answer",
      words: "From the message where somebody saw it: ⋮, then the app's shortcut.",
      run: (desk) => report(desk, invocation),
    });
  }
  if (command) {
    steps.push({
      id: "typo",
      title: "Mistype",
      words: `${command} usgae: what you meant is named.`,
      run: (desk) => type(desk, `${command} usgae`),
    });
  }
  return steps;
}

function useInvocations(): string[] {
  const [invocations, setInvocations] = useState<string[]>([]);
  useEffect(() => {
    sandbox.world().then(
      (world) => setInvocations(world.invocations),
      () => undefined,
    );
  }, []);
  return invocations;
}

export function Guide({ onClose }: { onClose: () => void }) {
  const desk = useDesk();
  const [done, setDone] = useKept<string[]>("sandbox.tried", []);
  const [running, setRunning] = useState<string | null>(null);
  const steps = stepsOf(desk.state, useInvocations());
  if (!steps.length) return null;

  const run = async (step: Step) => {
    setRunning(step.id);
    const problem = await step.run(desk);
    setRunning(null);
    desk.notice(problem);
    if (!problem && !done.includes(step.id)) setDone([...done, step.id]);
  };
  return (
    <section class="guide" aria-label="Things to try">
      <ol>
        {steps.map((step, index) => (
          <li key={step.id} class={done.includes(step.id) ? "guide-done" : undefined}>
            <span class="guide-number" aria-hidden="true">
              {done.includes(step.id) ? <Icon name="check" size={14} /> : index + 1}
            </span>
            <span class="guide-words">
              <b>{step.title}</b>
              <small>{step.words}</small>
            </span>
            <button
              type="button"
              class="button button-small"
              disabled={running !== null}
              aria-label={`${done.includes(step.id) ? "Again" : "Try"}: ${step.title}`}
              onClick={() => void run(step)}
            >
              {running === step.id ? "…" : done.includes(step.id) ? "Again" : "Try"}
            </button>
          </li>
        ))}
      </ol>
      <IconButton icon="close" label="Close guide" size={16} tip="below" onClick={onClose} />
    </section>
  );
}
