// Blocks one under another, each drawn by its type; a type that nobody knows says so.
import type { FunctionComponent } from "preact";
import { Chart } from "../../chart/chart";
import { Markdown } from "../../text/markdown";
import { RichText } from "../../text/rich_text";
import { AroundContext } from "../surface";
import type { Block, BlockOf } from "../types";
import { Card, Carousel } from "./cards";
import { Container } from "./container";
import { DataTable } from "./data_table";
import { Input } from "./input";
import { Plan, TaskCard } from "./plan";
import {
  Actions,
  Alert,
  Context,
  Divider,
  FileBlock,
  Header,
  ImageBlock,
  Section,
  Video,
} from "./simple";
import { Table } from "./table";

const DRAWINGS: { [K in Block["type"]]: FunctionComponent<{ of: BlockOf<K> }> } = {
  section: Section,
  header: Header,
  divider: Divider,
  context: Context,
  context_actions: Actions,
  actions: Actions,
  image: ImageBlock,
  input: Input,
  markdown: ({ of }) => <Markdown text={of.text} />,
  rich_text: RichText,
  table: Table,
  data_table: DataTable,
  data_visualization: Chart,
  alert: Alert,
  card: Card,
  carousel: Carousel,
  container: ({ of }) => (
    <Container of={of}>
      <Blocks of={of.child_blocks} />
    </Container>
  ),
  plan: Plan,
  task_card: TaskCard,
  file: FileBlock,
  video: Video,
};

function Unknown({ type }: { type: string }) {
  return (
    <div class="unknown" role="note">
      This block type is unknown to the sandbox: <code>{type}</code>
    </div>
  );
}

export function Blocks({ of }: { of: Block[] }) {
  return (
    <div class="blocks">
      {of.map((block, index) => {
        const Drawing = DRAWINGS[block.type] as FunctionComponent<{ of: Block }> | undefined;
        const key = `${block.block_id ?? index}-${block.type}`;
        return (
          <AroundContext.Provider key={key} value={{ block: block.block_id ?? "", quiet: false }}>
            <div class={`block block-${block.type}`}>
              {Drawing ? <Drawing of={block} /> : <Unknown type={block.type} />}
            </div>
          </AroundContext.Provider>
        );
      })}
    </div>
  );
}
