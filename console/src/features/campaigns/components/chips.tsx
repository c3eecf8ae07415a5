import { useWords } from "@/lib/words";
import { StateChip, type Tone } from "@/ui/chips";

import type { CampaignState } from "../queries";
import { campaignWords } from "../words";

const TONES: Record<CampaignState, Tone> = {
  draft: "grey",
  submitted: "amber",
  approved: "blue",
  running: "blue",
  ended: "green",
  stopped: "red",
};

export function CampaignChip({ state }: { state: CampaignState }) {
  const say = useWords(campaignWords);
  return (
    <span data-campaign-state={state}>
      <StateChip tone={TONES[state]}>{say(state)}</StateChip>
    </span>
  );
}
