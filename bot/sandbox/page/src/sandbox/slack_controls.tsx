// Slack's moods: rate limits, lost answers, slowness.
import { sandbox, type SlackFault } from "../drive/drive";
import { Control, type Do, Press } from "./controls";

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
];

export function SlackFaults({ act }: { act: Do }) {
  return (
    <Control title="Slack goes wrong">
      <div class="control-row">
        {SLACK_FAULTS.map(([name, fault]) => (
          <Press name={name} onPress={() => void act(sandbox.fault(fault), name)} />
        ))}
        <Press
          name="End Slack faults"
          onPress={() => void act(sandbox.endFaults(), "Slack is well again")}
        />
      </div>
    </Control>
  );
}
