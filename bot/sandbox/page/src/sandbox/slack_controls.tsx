// Slack's moods: rate limits, lost answers, slowness.
import { sandbox, type SlackFault } from "../drive/drive";
import type { Fault } from "../drive/types";
import { Control, type Do, Faults, Press } from "./controls";

const SLACK_FAULTS: [name: string, fault: SlackFault][] = [
  [
    "429 on the next message",
    { method: "chat.postMessage", count: 1, status: 429, retry_after: 3 },
  ],
  [
    "Next message: posted, not answered",
    { method: "chat.postMessage", count: 1, status: 503, after_effect: true },
  ],
  ["429 on the next answer", { method: "response_url", count: 1, status: 429, retry_after: 3 }],
  ["Everything slow by 5 s, 5 times", { method: "*", count: 5, delay: 5 }],
  ["503 from the whole Web API", { method: "*.*", count: null, status: 503 }],
  ["Refuse to connect (503)", { method: "socket", count: null, status: 503 }],
];

export function SlackFaults({ faults, act }: { faults: Fault[]; act: Do }) {
  return (
    <Control title="Slack goes wrong">
      <div class="control-row">
        {SLACK_FAULTS.map(([name, fault]) => (
          <Press name={name} onPress={() => void act(sandbox.fault(fault), name)} />
        ))}
        <Press
          name="Drop the connection"
          onPress={() => void act(sandbox.disconnect(), "The bot's connection was dropped")}
        />
      </div>
      <Faults
        of={faults}
        end="End Slack faults"
        onEnd={() => void act(sandbox.endFaults(), "Slack is well again")}
      />
    </Control>
  );
}
