// The bot's Redis: full, read-only, hanging.
import { sandbox } from "../drive/drive";
import type { World } from "../drive/types";
import { Control, type Do, Faults, Press } from "./controls";

export function RedisFaults({ world, act }: { world: World; act: Do }) {
  return (
    <Control title="Redis goes wrong">
      <div class="control-row">
        {Object.entries(world.redis_kinds).map(([kind, name]) => (
          <Press
            name={name}
            onPress={() => void act(sandbox.change("redis", { kind }), `Redis: ${name}`)}
          />
        ))}
      </div>
      <Faults
        of={world.redis_faults}
        end="End Redis faults"
        onEnd={() => void act(sandbox.mendRedis(), "Redis is well again")}
      />
    </Control>
  );
}
