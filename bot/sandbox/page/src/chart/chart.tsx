// data_visualization: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
import type { BlockOf, Series } from "../kit/types";
import { Cartesian } from "./cartesian";
import { colour } from "./palette";
import { Pie } from "./pie";
import { full } from "./scale";

function Legend({ of }: { of: Series[] }) {
  return (
    <ul class="chart-legend">
      {of.map((one, index) => (
        <li>
          <span class="chart-key" style={{ background: colour(index) }} />
          {one.name}
        </li>
      ))}
    </ul>
  );
}

/** The same figures for those who can't see the drawing. */
function InWords({ of, categories }: { of: Series[]; categories: string[] }) {
  return (
    <div class="unseen">
      <table>
        <tr>
          <th scope="col">Category</th>
          {of.map((one) => (
            <th scope="col">{one.name}</th>
          ))}
        </tr>
        {categories.map((category, index) => (
          <tr>
            <th scope="row">{category}</th>
            {of.map((one) => (
              <td>{full(one.data[index]?.value ?? 0)}</td>
            ))}
          </tr>
        ))}
      </table>
    </div>
  );
}

export function Chart({ of }: { of: BlockOf<"data_visualization"> }) {
  const { title, chart } = of;
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      {chart.type === "pie" ? (
        <Pie title={title} segments={chart.segments} />
      ) : (
        <>
          <Cartesian
            type={chart.type}
            title={title}
            series={chart.series}
            axes={chart.axis_config}
          />
          <Legend of={chart.series} />
          <InWords of={chart.series} categories={chart.axis_config.categories} />
        </>
      )}
    </figure>
  );
}
