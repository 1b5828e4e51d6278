// plan and task_card: what an app is working on, step by step.
import { useState } from "preact/hooks";
import { Icon, type IconName } from "../../parts/icon";
import { Link } from "../../text/pieces";
import { RichText } from "../../text/rich_text";
import type { BlockOf, Task } from "../types";

type Status = NonNullable<Task["status"]>;

const STATUS: Record<Status, [icon: IconName, words: string]> = {
  pending: ["unchecked", "Pending"],
  in_progress: ["refresh", "In progress"],
  complete: ["check", "Complete"],
  error: ["warning", "Failed"],
};

export function TaskCard({ of }: { of: Task }) {
  const [icon, words] = STATUS[of.status ?? "pending"];
  const more = of.details || of.output || of.sources?.length;
  const [open, setOpen] = useState(false);
  return (
    <div class={`task-card task-${of.status ?? "pending"}`}>
      <button
        type="button"
        class="task-title"
        aria-expanded={more ? open : undefined}
        disabled={!more}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} size={16} />
        <span>{of.title}</span>
        <span class="unseen">{words}</span>
        {more && <Icon name={open ? "caret" : "next"} size={14} />}
      </button>
      {open && (
        <div class="task-more">
          {of.details && <RichText of={of.details} />}
          {of.output && <RichText of={of.output} />}
          {of.sources?.map((source) => (
            <span class="task-source">
              <Link href={source.url}>{source.text}</Link>
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

export function Plan({ of }: { of: BlockOf<"plan"> }) {
  return (
    <div class="plan" role="group" aria-label={of.title}>
      <b>{of.title}</b>
      {of.tasks?.map((task) => (
        <TaskCard of={task} />
      ))}
    </div>
  );
}
