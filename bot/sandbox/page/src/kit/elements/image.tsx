// Images: those of this machine are shown, others named, since nothing is fetched from elsewhere.
import { Icon } from "../../parts/icon";
import { localAddress } from "../../text/addresses";
import type { ImageElement } from "../element_types";

function hostOf(address: string | undefined): string {
  return address ? new URL(address, location.href).host : "Slack";
}

type Source = Pick<ImageElement, "alt_text" | "image_url" | "slack_file">;

export function Image({ of, small }: { of: Source; small?: boolean }) {
  const address = of.image_url ?? of.slack_file?.url;
  const local = localAddress(address);
  if (local) return <img src={local} alt={of.alt_text} class={small ? "image-small" : "image"} />;
  const why = `An image at ${hostOf(address)}; the sandbox fetches nothing from elsewhere`;
  return (
    <span
      class={small ? "image-small image-away" : "image image-away"}
      role="img"
      aria-label={of.alt_text}
      title={why}
    >
      <Icon name="globe" />
      {!small && <span>{of.alt_text}</span>}
    </span>
  );
}
